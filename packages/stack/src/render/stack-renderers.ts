import { type Renderer, renderers } from "@platform/grafana-dashboards";
import { renderAlertmanager } from "./alertmanager/render-alertmanager.ts";
import { renderAlloy } from "./backends/alloy.ts";
import { renderGrafanaProvisioning } from "./backends/grafana.ts";
import { renderJaeger } from "./backends/jaeger.ts";
import { renderLoki } from "./backends/loki.ts";
import { renderBlackbox } from "./blackbox.ts";
import { renderCompose } from "./compose/render-compose.ts";
import { renderKubernetes } from "./kubernetes/render-kubernetes.ts";
import { renderPostgresQueries } from "./postgres-queries.ts";
import { renderFirewall } from "./security/firewall.ts";

/** Of the files that a program reads when it starts, and never again. */
const startFiles: Readonly<Record<string, Renderer>> = {
  "grafana-provisioning": renderGrafanaProvisioning,
  jaeger: renderJaeger,
  loki: renderLoki,
};

/** Every renderer of a platform, by the program that reads the files. */
export const stackRenderers: Readonly<Record<string, Renderer>> = {
  ...renderers,
  alertmanager: renderAlertmanager,
  alloy: renderAlloy,
  blackbox: renderBlackbox,
  ...startFiles,
  firewall: renderFirewall,
  kubernetes: renderKubernetes,
  "postgres-exporter": renderPostgresQueries,
  compose: (model) => renderCompose(model, startFiles),
};
