import { GRAFANA } from "../../grafana/grafana-option.ts";
import type { AddCommand } from "../command-table.ts";
import { CONFIG, formatOption, JSON_OUTPUT } from "../options.ts";

export const addDrift: AddCommand = (program, { terminal, finish }) => {
  program
    .command("drift")
    .description("compare definitions, written files and a running Grafana: exit 1 if they differ")
    .option(...CONFIG)
    .option("--out <folder>", "folder that holds what is generated", "deploy")
    .option(...GRAFANA)
    .option("--no-files", "compare with Grafana alone")
    .addOption(formatOption())
    .option(...JSON_OUTPUT)
    .allowExcessArguments(false)
    .action(async (options) => finish(await (await import("./drift.ts")).drift(options, terminal)));
};
