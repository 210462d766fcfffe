import { defineCounter } from "@platform/metrics/define";
import { defineService, defineSlo, eventRatio } from "@platform/slo/define";
import { definePlatform } from "../src/define.ts";
import { checkout, mail, orders, shop } from "./shop-platform.ts";

/** The shop's orders, as if they had another name and another label before. */
const renamed = defineCounter({
  ...orders,
  renamedFrom: { name: "purchases_total", labels: { channel: "medium" }, until: "2027-01-31" },
});

const payment = defineSlo({
  name: "payment",
  help: "Orders are paid.",
  objective: 0.98,
  sli: eventRatio({ good: { metric: renamed, labels: { outcome: ["paid"] } }, total: { metric: renamed, labels: {} } }),
});

/** The shop after its orders were renamed: dashboards, objectives and rules read both names. */
export const renamedShop = definePlatform({
  ...shop,
  services: [
    defineService({
      ...checkout,
      metrics: { ...checkout.metrics, orders: renamed },
      slos: checkout.slos.map((slo) => (slo.name === "payment" ? payment : slo)),
    }),
    mail,
  ],
});
