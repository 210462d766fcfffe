import type { AddCommand } from "../command-table.ts";
import { CONFIG, JSON_OUTPUT } from "../options.ts";

export const addDoctor: AddCommand = (program, { terminal, finish }) => {
  program
    .command("doctor")
    .description("look whether everything is there that the platform needs: exit 1 if something is missing")
    .option(...CONFIG)
    .option(...JSON_OUTPUT)
    .allowExcessArguments(false)
    .action(async (options) => finish(await (await import("./doctor.ts")).doctor(options, terminal)));
};
