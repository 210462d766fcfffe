import type { RuleFormat } from "@platform/grafana-dashboards";
import { Option } from "commander";
import { watched } from "../../watch/watched.ts";
import type { AddCommand } from "../command-table.ts";
import { CONFIG, JSON_OUTPUT, NO_TYPES, WATCH } from "../options.ts";

/** Names of what `generate.ts` can write, here so that the help loads nothing. */
const RULE_FORMATS = { "prometheus-operator": true, mimir: true, thanos: true } satisfies Readonly<Record<RuleFormat, true>>;

export const addGenerate: AddCommand = (program, { terminal, finish }) => {
  program
    .command("generate")
    .description("write every dashboard, rule and configuration file, or compare them")
    .option(...CONFIG)
    .option(...NO_TYPES)
    .option("--out <folder>", "folder that holds what is generated", "deploy")
    .option("--repository <folder>", "write the catalogue of runbooks, the page on incident response and the maintenance workflow below it too")
    .option("--dashboards-v2", "write the dashboards as resources of Grafana's schema v2 too")
    .option("--rule-tests", "write tests of every alert on an objective too, for promtool test rules")
    .addOption(new Option("--rules-for <program...>", "write the rules for other programs too").choices(Object.keys(RULE_FORMATS)))
    .option("--check", "write nothing; exit 1 and name each file that is not up to date")
    .option(...WATCH)
    .option(...JSON_OUTPUT)
    .allowExcessArguments(false)
    .action(async (options) => finish(await watched(options, terminal, async () => (await import("./generate.ts")).generate(options, terminal))));
};
