import { alertAbove, alertBelow, levelOf, rateOf, ratioOf, restOf } from "@platform/alerts";
import type { ExporterDefinition } from "@platform/grafana-dashboards/define";
import { type ExporterOptions, exporterOf } from "./exporter.ts";
import { foreignCounter, foreignGauge } from "./foreign-metric.ts";

const up = foreignGauge("nginx_up", "1 while the exporter reaches the server.");
const accepted = foreignCounter("nginx_connections_accepted", "Connections accepted.");
const handled = foreignCounter("nginx_connections_handled", "Connections handled.");
const writing = foreignGauge("nginx_connections_writing", "Connections to which an answer is being written.");

const web = { category: "infrastructure", runbook: "infrastructure/nginx" } as const;
const SERVERS = { per: ["instance"] } as const;

/**
 * nginx, through `prometheus-nginx-exporter`: https://github.com/nginxinc/nginx-prometheus-exporter. Its `stub_status` page knows neither
 * statuses nor times of requests: those are watched at the services behind it.
 */
export function nginx(options: ExporterOptions = {}): ExporterDefinition {
  return exporterOf(
    {
      name: "nginx",
      title: "nginx",
      help: "Connections of each server.",
      port: 9113,
      usualSeries: 9,
      alerts: {
        down: alertBelow(levelOf(up), {
          ...web,
          limits: { critical: 1 },
          forSeconds: 60,
          explains: "instance",
          summary: "nginx is down ({{ $labels.instance }})",
          description: "The exporter {{ $labels.instance }} runs, and cannot reach its server.",
        }),
        droppedConnections: alertAbove(restOf(ratioOf(rateOf(handled, {}, SERVERS), rateOf(accepted, {}, SERVERS))), {
          ...web,
          limits: { warning: 0.01 },
          minimum: 100,
          summary: "nginx drops over {limit} of its connections ({{ $labels.instance }})",
          description: "{value} of the connections were accepted and then dropped, most often for lack of worker_connections.",
        }),
        connectionsPile: alertAbove(levelOf(writing), {
          ...web,
          category: "performance",
          limits: { warning: 500 },
          summary: "Over {limit} answers of nginx are under way ({{ $labels.instance }})",
          description: "{value} connections wait for their answer: what stands behind nginx is slow.",
        }),
      },
    },
    options,
  );
}
