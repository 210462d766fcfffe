import { renderYaml } from "@platform/grafana-dashboards";
import { type OpenSloLoss, toOpenSlo } from "@platform/slo";
import { loadPlatform } from "../../config/load-platform.ts";
import { type ExitCode, exitCode } from "../../exit-code.ts";
import type { Sink, Terminal } from "../../terminal/terminal.ts";
import { chooseServices } from "../choose-services.ts";

export interface ExportOptions {
  readonly config: string;
  readonly service?: string;
}

/** `platform openslo export`: YAML on stdout; what OpenSLO has no field for on stderr. */
export async function exportOpenSlo({ config, service }: ExportOptions, { out, err }: Terminal): Promise<ExitCode> {
  const { services } = await loadPlatform(config);
  const exported = chooseServices(services, service).map((each) => toOpenSlo(each));
  out.line(exported.flatMap(({ documents }) => documents.map((document) => renderYaml(document).trimEnd())).join("\n---\n"));
  printLosses(
    exported.flatMap(({ losses }) => losses),
    err,
  );
  return exitCode.fine;
}

export function printLosses(losses: readonly OpenSloLoss[], err: Sink): void {
  for (const { slo, field, reason } of losses) {
    err.line(`${err.style("yellow", "lost")} ${slo} ${field}: ${reason}`);
  }
}
