import type { ExporterDefinition } from "@platform/grafana-dashboards/define";
import { defineFlow, probeHttp } from "@platform/synthetics/define";
import { alertmanager, blackbox, elasticsearch, nginx, node, postgres, prometheus, rabbitmq, redis, synthetics } from "../src/define.ts";

const shopPage = probeHttp("shop-page", { of: "endpoint", target: "http://127.0.0.1/" });

const booking = defineFlow("hotel-booking", { everySeconds: 60, slo: { objective: 0.99 }, steps: { book: async () => {} } });

/** Every exporter of the catalogue, as it is without options. */
export const catalogue: readonly ExporterDefinition[] = [
  alertmanager(),
  blackbox({ probes: [shopPage] }),
  elasticsearch(),
  nginx(),
  node(),
  postgres(),
  prometheus(),
  rabbitmq(),
  redis(),
  synthetics({ flows: [booking] }),
];
