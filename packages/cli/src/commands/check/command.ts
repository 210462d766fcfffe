import type { AddCommand } from "../command-table.ts";
import { CONFIG, JSON_OUTPUT } from "../options.ts";

export const addCheck: AddCommand = (program, { terminal, finish }) => {
  program
    .command("check")
    .description("find what is wrong with the definitions together: exit 1 if anything is")
    .option(...CONFIG)
    .option("--runbooks <folder>", "pages that alerts link to", "runbooks")
    .option("--no-runbooks", "do not ask for a page for each alert")
    .option(...JSON_OUTPUT)
    .allowExcessArguments(false)
    .action(async (options) => finish(await (await import("./check.ts")).check(options, terminal)));
};
