import { type Renderer, renderers } from "@platform/grafana-dashboards";
import { renderAlertmanager } from "./alertmanager/render-alertmanager.ts";
import { renderAlloy } from "./backends/alloy.ts";
import { renderGrafanaProvisioning } from "./backends/grafana.ts";
import { renderJaeger } from "./backends/jaeger.ts";
import { renderLoki } from "./backends/loki.ts";
import { renderBlackbox } from "./blackbox.ts";
import { renderPostgresQueries } from "./postgres-queries.ts";

/** Every renderer of a platform, by the program that reads the files. */
export const stackRenderers: Readonly<Record<string, Renderer>> = {
  ...renderers,
  alertmanager: renderAlertmanager,
  alloy: renderAlloy,
  blackbox: renderBlackbox,
  "grafana-provisioning": renderGrafanaProvisioning,
  jaeger: renderJaeger,
  loki: renderLoki,
  "postgres-exporter": renderPostgresQueries,
};
