import type { AddressInfo } from "node:net";
import { observe } from "@platform/express-middleware";
import { createMetrics } from "@platform/metrics";
import { defineCounter, type Labels } from "@platform/metrics/define";
import { defineService } from "@platform/slo/define";
import express from "express";

const orders = defineCounter({ name: "orders_total", help: "Orders taken.", labels: { channel: ["web", "app"] } });
const service = defineService({ name: "shop", title: "Shop", help: "Sells.", owner: "sales", port: 3000, metrics: { orders } });
const metrics = createMetrics(service.metrics);

const web: Labels<typeof orders> = { channel: "web" };
metrics.orders.inc(web);
// @ts-expect-error the channel is a closed list
metrics.orders.inc({ channel: "fax" }, 0);
// @ts-expect-error every label is named
metrics.orders.inc({}, 0);
// @ts-expect-error a counter cannot be set
metrics.orders.set?.(1);

const app = express();
app.use(observe({ service }));
app.get("/orders/:id", (_request, response) => {
  metrics.orders.inc(web);
  response.send("taken");
});

const server = app.listen(0, "127.0.0.1", async () => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await fetch(`${url}/orders/1`);
  console.log(await (await fetch(`${url}/metrics`)).text());
  server.close();
});
