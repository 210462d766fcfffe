import type { AddCommand } from "../command-table.ts";
import { formatOption, JSON_OUTPUT } from "../options.ts";

export const addDiff: AddCommand = (program, { terminal, finish }) => {
  program
    .command("diff")
    .description("say what changed between two sets of generated files: a threshold, an alert, a panel")
    .argument("[before]", "folder, or revision:folder of this git repository", "HEAD:deploy")
    .argument("[after]", "the same", "deploy")
    .addOption(formatOption())
    .option(...JSON_OUTPUT)
    .allowExcessArguments(false)
    .action(async (before, after, options) => finish(await (await import("./diff.ts")).diff({ before, after, ...options }, terminal)));
};
