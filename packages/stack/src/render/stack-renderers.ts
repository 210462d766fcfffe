import { type Renderer, renderers } from "@platform/grafana-dashboards";
import { renderAlertmanager } from "./alertmanager/render-alertmanager.ts";
import { renderBlackbox } from "./blackbox.ts";

/** Every renderer of a platform, by the program that reads the files. */
export const stackRenderers: Readonly<Record<string, Renderer>> = {
  ...renderers,
  alertmanager: renderAlertmanager,
  blackbox: renderBlackbox,
};
