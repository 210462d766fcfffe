import { DefinitionError } from "./definition-error.ts";

/** Colons are left to recording rules: https://prometheus.io/docs/practices/naming/ */
const METRIC_NAME = /^[a-z][a-z0-9_]*$/;

/** What the exposition format adds itself. */
const FORMAT_SUFFIXES: readonly string[] = ["_bucket", "_sum", "_count", "_created"];

/**
 * @throws DefinitionError `name_invalid`, `name_suffix_reserved`, `counter_without_total`, `total_on_other_kind`,
 * `info_without_suffix`, `info_on_other_kind`, `help_missing`
 */
export function checkName(kind: "counter" | "gauge" | "histogram" | "info", name: string, help: string): void {
  if (typeof name !== "string" || !METRIC_NAME.test(name) || name.length > 200) {
    throw new DefinitionError("name_invalid", `Metric name ${JSON.stringify(name)} must match ${METRIC_NAME} and have at most 200 characters.`);
  }
  const suffix = FORMAT_SUFFIXES.find((each) => name.endsWith(each));
  if (suffix !== undefined) {
    throw new DefinitionError("name_suffix_reserved", `Metric name "${name}" ends in "${suffix}", which the exposition format adds itself.`);
  }
  if ((kind === "counter") !== name.endsWith("_total")) {
    throw kind === "counter"
      ? new DefinitionError("counter_without_total", `Counter "${name}" must end in "_total".`)
      : new DefinitionError("total_on_other_kind", `Only a counter ends in "_total"; "${name}" is a ${kind}.`);
  }
  if ((kind === "info") !== name.endsWith("_info")) {
    throw kind === "info"
      ? new DefinitionError("info_without_suffix", `Info "${name}" must end in "_info".`)
      : new DefinitionError("info_on_other_kind", `Only an info ends in "_info"; "${name}" is a ${kind}.`);
  }
  if (typeof help !== "string" || help.trim() === "") {
    throw new DefinitionError("help_missing", `Metric "${name}" needs a help text.`);
  }
}
