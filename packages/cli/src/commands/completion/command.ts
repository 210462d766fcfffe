import { Argument } from "commander";
import type { AddCommand } from "../command-table.ts";
import { SHELLS } from "./shells.ts";

export const addCompletion: AddCommand = (program, { terminal, finish }) => {
  program
    .command("completion")
    .description("print what makes a shell complete commands and options")
    .addArgument(new Argument("<shell>", 'bash: eval "$(platform completion bash)"').choices(SHELLS))
    .allowExcessArguments(false)
    .action(async (shell) => finish((await import("./completion.ts")).completion(shell, program, terminal)));
};
