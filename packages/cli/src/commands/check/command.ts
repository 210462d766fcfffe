import { watched } from "../../watch/watched.ts";
import type { AddCommand } from "../command-table.ts";
import { CONFIG, formatOption, JSON_OUTPUT, NO_TYPES, WATCH } from "../options.ts";

export const addCheck: AddCommand = (program, { terminal, finish }) => {
  program
    .command("check")
    .description("find what is wrong with the definitions together, or with files written by hand: exit 1 if anything is")
    .option(...CONFIG)
    .option(...NO_TYPES)
    .option("--runbooks <folder>", "pages that alerts link to", "runbooks")
    .option("--no-runbooks", "do not ask for a page for each alert")
    .option("--secrets <folder>", "files that receivers of Alertmanager read their secrets from; default none is asked for")
    .option("--rules <pattern...>", "rule files written by hand, in place of the definitions")
    .option("--dashboards <pattern...>", "dashboards written by hand, as classic JSON or in schema v2")
    .option("--alertmanager <pattern...>", "configuration of Alertmanager written by hand")
    .option("--catalog <file>", "configuration that defines what those files may read; default --config if it exists")
    .option("--metrics-url <target...>", "what running programs expose, [job=]URL or a saved file, beside or in place of a catalog")
    .option("--target-label <name...>", "labels that the scrape configuration adds")
    .option("--silences <file>", "findings to leave out, each with a reason; default platform.silences.yml if it exists")
    .addOption(formatOption())
    .option(...WATCH)
    .option(...JSON_OUTPUT)
    .allowExcessArguments(false)
    .action(async (options) => finish(await watched(options, terminal, async () => (await import("./check.ts")).check(options, terminal))));
};
