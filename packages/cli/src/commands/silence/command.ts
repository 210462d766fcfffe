import type { Command } from "commander";
import { ALERTMANAGER } from "../../alertmanager/alertmanager-option.ts";
import type { AddCommand } from "../command-table.ts";
import { CONFIG, JSON_OUTPUT } from "../options.ts";
import { silenceSeconds } from "./duration.ts";

export const addSilence: AddCommand = (program, { terminal, finish }) => {
  const silence = program.command("silence").description("keep alerts quiet for a while, in a running Alertmanager");
  const verb = (name: string, description: string): Command =>
    silence
      .command(name)
      .description(description)
      .option(...CONFIG)
      .option(...ALERTMANAGER)
      .option(...JSON_OUTPUT)
      .allowExcessArguments(false);
  const load = () => import("./silence.ts");
  verb("add", "silence alerts that have all of this")
    .argument("<matcher...>", "names of alerts, label=value, label!=value, label=~pattern or label!~pattern")
    .requiredOption("--for <time>", "how long: 90m, 2h, 1d; 30d at most", silenceSeconds)
    .requiredOption("--because <reason>", "what others read")
    .option("--by <name>", "who; default the user of the environment")
    .action(async (matchers: readonly string[], options) => finish(await (await load()).addSilence({ ...options, matchers }, terminal)));
  verb("list", "silences that are in force, or will be").action(async (options) => finish(await (await load()).listSilences(options, terminal)));
  verb("end", "end a silence before its time")
    .argument("<id>", "of silence list")
    .action(async (id: string, options) => finish(await (await load()).endSilence({ ...options, id }, terminal)));
};
