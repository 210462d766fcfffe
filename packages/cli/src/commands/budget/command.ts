import { InvalidArgumentError } from "commander";
import type { AddCommand } from "../command-table.ts";
import { CONFIG, JSON_OUTPUT } from "../options.ts";

const PROMETHEUS = ["--prometheus <url>", "where it is; default that of the platform's links"] as const;

export const addBudget: AddCommand = (program, { terminal, finish }) => {
  const budget = program.command("budget").description("what is left of the error budgets, and whether to deploy with it");
  budget
    .command("gate")
    .description("exit 0 to deploy, 1 while a budget is frozen, 3 if that is not known")
    .option(...CONFIG)
    .option(...PROMETHEUS)
    .option("--service <name>", "the service to deploy; default all of them")
    .option("--override <reason>", "deploy all the same, for a reason that is recorded")
    .option("--by <name>", "who overrides; default the user of the environment")
    .option("--record <file>", "where overrides are recorded, a line of JSON each", "budget-overrides.jsonl")
    .option(...JSON_OUTPUT)
    .allowExcessArguments(false)
    .action(async (options) => finish(await (await import("./gate.ts")).gate(options, terminal)));
  budget
    .command("report")
    .description("budgets, burn rates and forecasts of every objective, as a table and as a page with burn-down plots")
    .option(...CONFIG)
    .option(...PROMETHEUS)
    .option("--days <days>", "how far the plots go back", days, 90)
    .option("--html <file>", "write the page there")
    .option(...JSON_OUTPUT)
    .allowExcessArguments(false)
    .action(async (options) => finish(await (await import("./report.ts")).report(options, terminal)));
};

function days(text: string): number {
  const value = Number(text);
  if (!(Number.isInteger(value) && value >= 1 && value <= 400)) {
    throw new InvalidArgumentError("It is a whole number of days from 1 to 400.");
  }
  return value;
}
