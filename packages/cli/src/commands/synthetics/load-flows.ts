import { statSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { DefinitionError } from "@platform/metrics/define";
import type { FlowDefinition } from "@platform/synthetics/define";
import { CommandError } from "../../command-error.ts";
import { sourcePlace } from "../../config/source-place.ts";
import { exitCode } from "../../exit-code.ts";

/**
 * Evaluates a module whose default export is a list of flows. Unlike a configuration it may import whatever its steps need.
 *
 * @throws CommandError `flows_missing`, `flows_throw`, `flows_invalid`, or the code of a DefinitionError
 */
export async function loadFlows(path: string): Promise<readonly FlowDefinition[]> {
  const file = resolve(path);
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    throw new CommandError("flows_missing", `There is no module ${path}.`, { exit: exitCode.usage, hint: "Name it with --flows." });
  }
  const { default: flows } = await evaluate(file);
  if (!Array.isArray(flows) || flows.length === 0 || !flows.every((flow) => (flow as Partial<FlowDefinition> | null)?.kind === "flow")) {
    throw new CommandError("flows_invalid", `The default export of ${path} is not a list of flows.`, {
      exit: exitCode.findings,
      place: { file, line: 1, column: 1 },
      hint: 'Write: export default [defineFlow("…", { … })];',
    });
  }
  return flows;
}

async function evaluate(file: string): Promise<{ readonly default?: unknown }> {
  try {
    return await import(pathToFileURL(file).href);
  } catch (cause) {
    const options = { exit: exitCode.findings, place: sourcePlace(cause), cause } as const;
    if (cause instanceof DefinitionError || (cause as Error | undefined)?.name === "DefinitionError") {
      const { code, message } = cause as DefinitionError;
      throw new CommandError(code, message.replace(` [${code}]`, ""), options);
    }
    throw new CommandError("flows_throw", `The flows cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, options);
  }
}
