import { buildModel, type Model, type OutputFile, renderers, renderFiles, writeFiles } from "@platform/grafana-dashboards";
import { renderAlertmanager } from "@platform/stack";
import type { RunPorts } from "./run-ports.ts";
import type { RunSettings } from "./run-settings.ts";

/** Generates everything for the platform into the run's folder, with Prometheus and Alertmanager at the ports of the run. */
export function generateFiles({ platform, ports, folders }: RunSettings): { readonly model: Model; readonly files: readonly OutputFile[] } {
  const model = buildModel(platform);
  const files = renderFiles(model, { ...renderers, alertmanager: renderAlertmanager }).map((file) => atPorts(file, ports));
  writeFiles(files, { folder: folders.generated });
  return { model, files };
}

function atPorts(file: OutputFile, ports: RunPorts): OutputFile {
  const targets: Readonly<Record<string, number>> = {
    "prometheus/targets/prometheus.json": ports.prometheus,
    "prometheus/targets/alertmanager.json": ports.alertmanager,
  };
  const port = targets[file.path];
  return port === undefined ? file : { path: file.path, content: `${JSON.stringify([{ targets: [`127.0.0.1:${port}`] }], null, 2)}\n` };
}
