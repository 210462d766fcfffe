import { buildModel, type Model, type OutputFile, renderFiles, writeFiles } from "@platform/grafana-dashboards";
import { filesAtPorts } from "@platform/stack";
import { stackRenderers } from "@platform/stack/render";
import type { RunSettings } from "./run-settings.ts";

/** Generates everything for the platform into the run's folder, with Prometheus and Alertmanager at the ports of the run. */
export function generateFiles({ platform, ports, folders }: RunSettings): { readonly model: Model; readonly files: readonly OutputFile[] } {
  const model = buildModel(platform);
  const files = filesAtPorts(renderFiles(model, stackRenderers), { prometheus: ports.prometheus, alertmanager: ports.alertmanager });
  writeFiles(files, { folder: folders.generated });
  return { model, files };
}
