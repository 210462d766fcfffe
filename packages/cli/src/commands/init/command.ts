import type { AddCommand } from "../command-table.ts";
import { JSON_OUTPUT } from "../options.ts";

export const addInit: AddCommand = (program, { terminal, finish }) => {
  program
    .command("init")
    .description("write a first configuration for the service of this folder, from what its package.json says; overwrites nothing")
    .option("--out <file>", "configuration to write", "monitoring.config.ts")
    .option("--port <port>", "where the service listens", "3000")
    .option(...JSON_OUTPUT)
    .allowExcessArguments(false)
    .action(async (options) => finish((await import("./init.ts")).init(options, terminal)));
};
