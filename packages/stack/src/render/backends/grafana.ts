import { type Model, type OutputFile, renderYaml } from "@platform/grafana-dashboards";
import { FILES } from "../components/component.ts";

/** Uids by which dashboards and data sources name each other; they never change. */
const UID = { prometheus: "prometheus", loki: "loki", jaeger: "jaeger", alertmanager: "alertmanager" } as const;

/**
 * What Grafana has from its first start: data sources that lead into each other (exemplar → trace → log lines and metrics → trace), a folder with
 * every dashboard, and Alertmanager as the place of alerts and silences.
 *
 * @returns `grafana/provisioning/{datasources,dashboards}/platform.yml`
 * @see https://grafana.com/docs/grafana/latest/administration/provisioning/
 */
export function renderGrafanaProvisioning({ platform }: Model): readonly OutputFile[] {
  return [
    {
      path: "grafana/provisioning/datasources/platform.yml",
      content: renderYaml({ apiVersion: 1, prune: true, datasources: dataSources(platform.prometheus.scrapeIntervalSeconds) }),
    },
    { path: "grafana/provisioning/dashboards/platform.yml", content: renderYaml({ apiVersion: 1, providers: [folder(platform.title)] }) },
  ];
}

function dataSources(scrapeIntervalSeconds: number): readonly object[] {
  const common = { access: "proxy", orgId: 1, editable: false };
  return [
    {
      ...common,
      name: "Prometheus",
      uid: UID.prometheus,
      type: "prometheus",
      url: "http://prometheus:9090",
      isDefault: true,
      jsonData: {
        httpMethod: "POST",
        timeInterval: `${scrapeIntervalSeconds}s`,
        prometheusType: "Prometheus",
        alertmanagerUid: UID.alertmanager,
        exemplarTraceIdDestinations: [{ name: "trace_id", datasourceUid: UID.jaeger, urlDisplayLabel: "Trace" }],
      },
    },
    {
      ...common,
      name: "Loki",
      uid: UID.loki,
      type: "loki",
      url: "http://loki:3100",
      jsonData: {
        maxLines: 1000,
        derivedFields: [
          // Lines of the services carry the id as structured metadata, others in their text.
          {
            name: "trace_id",
            matcherType: "label",
            matcherRegex: "trace_id",
            url: "$${__value.raw}",
            datasourceUid: UID.jaeger,
            urlDisplayLabel: "Trace",
          },
          {
            name: "TraceID",
            matcherRegex: '"trace_id":"([0-9a-f]{32})"',
            url: "$${__value.raw}",
            datasourceUid: UID.jaeger,
            urlDisplayLabel: "Trace",
          },
        ],
      },
    },
    {
      ...common,
      name: "Jaeger",
      uid: UID.jaeger,
      type: "jaeger",
      url: "http://jaeger:16686",
      jsonData: {
        nodeGraph: { enabled: true },
        tracesToLogsV2: {
          datasourceUid: UID.loki,
          spanStartTimeShift: "-5m",
          spanEndTimeShift: "5m",
          tags: [{ key: "service.name", value: "service_name" }],
          filterByTraceID: false,
          customQuery: true,
          query: '{$${__tags}} | trace_id="$${__trace.traceId}"',
        },
        tracesToMetrics: {
          datasourceUid: UID.prometheus,
          spanStartTimeShift: "-15m",
          spanEndTimeShift: "15m",
          tags: [{ key: "service.name", value: "job" }],
          queries: [
            { name: "Requests by route", query: "sum by (http_route) (rate(http_server_request_duration_seconds_count{$$__tags}[5m]))" },
            {
              name: "95th percentile",
              query: "histogram_quantile(0.95, sum by (le) (rate(http_server_request_duration_seconds_bucket{$$__tags}[5m])))",
            },
          ],
        },
      },
    },
    {
      ...common,
      name: "Alertmanager",
      uid: UID.alertmanager,
      type: "alertmanager",
      url: "http://alertmanager:9093",
      jsonData: { implementation: "prometheus", handleGrafanaManagedAlerts: false },
    },
  ];
}

function folder(title: string): object {
  return {
    name: "platform",
    orgId: 1,
    folder: title,
    folderUid: "platform",
    type: "file",
    disableDeletion: true,
    allowUiUpdates: false,
    updateIntervalSeconds: 30,
    options: { path: `${FILES}/dashboards`, foldersFromFilesStructure: false },
  };
}
