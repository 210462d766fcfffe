import type { AddCommand } from "../command-table.ts";
import { CONFIG, JSON_OUTPUT } from "../options.ts";

export const addDoctor: AddCommand = (program, { terminal, finish }) => {
  program
    .command("doctor")
    .description("look whether everything is there that the platform needs: exit 1 if something is missing")
    .option(...CONFIG)
    .option("--state <folder>", "where platform stack keeps the deployment", ".data/stack")
    .option("--out <folder>", "holds what is generated", "deploy")
    .option("--runbooks <folder>", "holds the pages that alerts link to", "runbooks")
    .option("--secrets <folder>", "holds the secrets of the receivers", "secrets")
    .option(...JSON_OUTPUT)
    .allowExcessArguments(false)
    .action(async (options) => finish(await (await import("./doctor.ts")).doctor(options, terminal)));
};
