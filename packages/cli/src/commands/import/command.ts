import type { AddCommand } from "../command-table.ts";
import { JSON_OUTPUT } from "../options.ts";

export const addImport: AddCommand = (program, { terminal, finish }) => {
  program
    .command("import")
    .description(
      "print definitions of the metrics that rules and dashboards read or that programs expose, and of the notifications that an Alertmanager sends: exit 1 if something cannot be defined or read",
    )
    .option("--rules <pattern...>", "rule files written by hand")
    .option("--dashboards <pattern...>", "dashboards written by hand, as classic JSON or in schema v2")
    .option("--alertmanager <file>", "configuration of Alertmanager written by hand")
    .option("--metrics-url <target...>", "what running programs expose, [job=]URL or a saved file")
    .option(...JSON_OUTPUT)
    .allowExcessArguments(false)
    .action(async (options) => finish(await (await import("./import.ts")).importDefinitions(options, terminal)));
};
