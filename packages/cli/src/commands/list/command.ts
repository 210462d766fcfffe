import { Argument } from "commander";
import type { AddCommand } from "../command-table.ts";
import { CONFIG, JSON_OUTPUT } from "../options.ts";
import { LISTS } from "./lists.ts";

export const addList: AddCommand = (program, { terminal, finish }) => {
  program
    .command("list")
    .description("what a configuration defines, and what is generated from it")
    .addArgument(new Argument("<what>", "kind of thing").choices(LISTS))
    .option(...CONFIG)
    .option(...JSON_OUTPUT)
    .allowExcessArguments(false)
    .action(async (what, options) => finish(await (await import("./list.ts")).list({ what, ...options }, terminal)));
};
