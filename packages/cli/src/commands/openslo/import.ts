import { readFileSync } from "node:fs";
import { fromOpenSlo } from "@platform/slo";
import { parseAllDocuments } from "yaml";
import { CommandError } from "../../command-error.ts";
import { loadPlatform } from "../../config/load-platform.ts";
import { type ExitCode, exitCode } from "../../exit-code.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import { printLosses } from "./export.ts";
import { sloCode } from "./slo-code.ts";

export interface ImportOptions {
  readonly config: string;
  readonly json?: true;
}

/** `platform openslo import`: definitions on stdout, in terms of the metrics that the services have; what is lost on stderr. */
export async function importOpenSlo(files: readonly string[], { config, json }: ImportOptions, terminal: Terminal): Promise<ExitCode> {
  const { services } = await loadPlatform(config);
  const { slos, losses } = fromOpenSlo(files.flatMap(readDocuments), { services });
  if (json) {
    terminal.out.line(JSON.stringify({ slos, losses }, null, 2));
  } else {
    for (const { service, slo } of slos) {
      const { metrics = {} } = services.find(({ name }) => name === service) ?? {};
      terminal.out.line(`// ${service}\n${sloCode(slo, metrics)}`);
    }
  }
  printLosses(losses, terminal.err);
  return losses.length === 0 ? exitCode.fine : exitCode.findings;
}

function readDocuments(file: string): readonly unknown[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new CommandError("file_unreadable", `${file} cannot be read: ${(cause as Error).message}.`, { exit: exitCode.environment, cause });
  }
  const documents = parseAllDocuments(text);
  return [...documents].map((document) => {
    const [error] = document.errors;
    if (error !== undefined) {
      throw new CommandError("yaml_invalid", `${file} is no YAML: ${error.message.split("\n", 1)[0]}`, { exit: exitCode.findings, cause: error });
    }
    return document.toJS({ maxAliasCount: 100 });
  });
}
