import type { AddCommand } from "../command-table.ts";
import { CONFIG, JSON_OUTPUT, wholeNumber } from "../options.ts";

export const addCapacity: AddCommand = (program, { terminal, finish }) => {
  program
    .command("capacity")
    .description("how many series, samples a second and bytes on its disk a Prometheus has for the platform")
    .option(...CONFIG)
    .option("--prometheus <url>", "count what one target of each job exposes there; without, the most that definitions allow")
    .option("--instances <count>", "of each service", wholeNumber({ from: 1, to: 10_000 }))
    .option(...JSON_OUTPUT)
    .allowExcessArguments(false)
    .action(async (options) => finish(await (await import("./capacity.ts")).capacity(options, terminal)));
};
