import { InvalidArgumentError } from "commander";
import type { AddCommand } from "../command-table.ts";
import { CONFIG, JSON_OUTPUT, wholeNumber } from "../options.ts";

export const addCapacity: AddCommand = (program, { terminal, finish }) => {
  program
    .command("capacity")
    .description("how many series, samples a second and bytes on its disk a Prometheus has for the platform")
    .option(...CONFIG)
    .option("--prometheus <url>", "count what one target of each job exposes there; without, the most that definitions allow")
    .option("--values <label=count>", "values that a label really has, such as http_route=12; may come several times", labelValues, {})
    .option("--instances <count>", "of each service", wholeNumber({ from: 1, to: 10_000 }))
    .option(...JSON_OUTPUT)
    .allowExcessArguments(false)
    .action(async (options) => finish(await (await import("./capacity.ts")).capacity(options, terminal)));
};

function labelValues(text: string, before: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const [, label, count] = /^([a-zA-Z_]\w*)=(\d{1,7})$/.exec(text) ?? [];
  if (label === undefined) {
    throw new InvalidArgumentError("It is label=count, such as http_route=12.");
  }
  return { ...before, [label]: Number(count) };
}
