import { Option } from "commander";
import { ALERTMANAGER } from "../../alertmanager/alertmanager-option.ts";
import type { AddCommand } from "../command-table.ts";
import { CONFIG, JSON_OUTPUT, wholeNumber } from "../options.ts";

/** Here so that the help loads nothing. */
const SEVERITIES = ["critical", "warning", "info"] as const;

export const addAlert: AddCommand = (program, { terminal, finish }) => {
  const alert = program.command("alert").description("alerts of a running Alertmanager");
  alert
    .command("test")
    .description("send a test alert through the routes of a real one: exit 1 unless every channel of its receivers takes it")
    .argument("[alert]", "whose team, severity and category it has; default the first critical one")
    .option(...CONFIG)
    .option(...ALERTMANAGER)
    .option("--team <name>", "another team")
    .addOption(new Option("--severity <severity>", "another severity").choices(SEVERITIES))
    .option("--wait <seconds>", "how long its channels have", wholeNumber({ from: 1, to: 600 }), 90)
    .option(...JSON_OUTPUT)
    .allowExcessArguments(false)
    .action(async (name: string | undefined, options) =>
      finish(await (await import("./test-alert.ts")).testAlert({ ...options, ...(name !== undefined && { alert: name }) }, terminal)),
    );
};
