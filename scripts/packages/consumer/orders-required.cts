import metricsPackage = require("@platform/metrics");
import definitions = require("@platform/metrics/define");
import promClient = require("prom-client");

const orders = definitions.defineCounter({ name: "orders_total", help: "Orders taken.", labels: { channel: ["web", "app"] } });
const metrics = metricsPackage.createMetrics({ orders });
metrics.orders.inc({ channel: "web" }, 2);
// @ts-expect-error the channel is a closed list
const wrong: definitions.Labels<typeof orders> = { channel: "fax" };
void wrong;

promClient.register.metrics().then((text) => console.log(text));
