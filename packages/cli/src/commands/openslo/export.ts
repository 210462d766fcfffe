import { renderYaml } from "@platform/grafana-dashboards";
import { type OpenSloLoss, toOpenSlo } from "@platform/slo";
import { loadPlatform } from "../../config/load-platform.ts";
import { type ExitCode, exitCode } from "../../exit-code.ts";
import type { Sink, Terminal } from "../../terminal/terminal.ts";
import { chooseServices } from "../choose-services.ts";

export interface ExportOptions {
  readonly config: string;
  readonly service?: string;
  readonly json?: true;
}

/** `platform openslo export`: YAML on stdout; what OpenSLO has no field for on stderr. */
export async function exportOpenSlo({ config, service, json }: ExportOptions, { out, err }: Terminal): Promise<ExitCode> {
  const { services } = await loadPlatform(config);
  const exported = chooseServices(services, service).map((each) => toOpenSlo(each));
  const documents = exported.flatMap((one) => one.documents);
  const losses = exported.flatMap((one) => one.losses);
  if (json) {
    out.line(JSON.stringify({ documents, losses }, null, 2));
  } else {
    out.line(documents.map((document) => renderYaml(document).trimEnd()).join("\n---\n"));
  }
  printLosses(losses, err);
  return exitCode.fine;
}

export function printLosses(losses: readonly OpenSloLoss[], err: Sink): void {
  for (const { slo, field, reason } of losses) {
    err.line(`${err.style("yellow", "lost")} ${slo} ${field}: ${reason}`);
  }
}
