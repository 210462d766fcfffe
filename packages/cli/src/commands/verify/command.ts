import type { AddCommand } from "../command-table.ts";
import { CONFIG, formatOption, JSON_OUTPUT, seconds } from "../options.ts";

export const addVerify: AddCommand = (program, { terminal, finish }) => {
  program
    .command("verify")
    .description("ask a running Prometheus for all that dashboards and rules read: exit 1 if a panel is empty that should not be")
    .option(...CONFIG)
    .option("--prometheus <url>", "where it is; default that of the platform's links")
    .option("--wait <seconds>", "try again until all is there, for so long", seconds, 0)
    .option("--record <file>", "write what it answers to all dashboards, for platform preview --recorded")
    .addOption(formatOption())
    .option(...JSON_OUTPUT)
    .allowExcessArguments(false)
    .action(async (options) => finish(await (await import("./verify.ts")).verify(options, terminal)));
};
