import { Option } from "commander";
import type { AddCommand } from "../command-table.ts";
import { CONFIG, JSON_OUTPUT } from "../options.ts";

/** Here so that the help loads nothing. */
const PRIORITIES = ["critical", "high", "medium", "low"] as const;

export const addIncident: AddCommand = (program, { terminal, finish }) => {
  const incident = program.command("incident").description("the papers of an incident");
  incident
    .command("new")
    .description("write timeline, status update and post-mortem of an incident that begins")
    .argument("<title>", "what is wrong, in a few words")
    .option(...CONFIG)
    .option("--alert <name>", "alert that told of it: its team, priority, runbook and dashboard")
    .addOption(new Option("--priority <priority>", "default that of the alert, or high").choices(PRIORITIES))
    .option("--started <time>", "when it began, such as 2026-03-01T04:05Z; default now")
    .option("--folder <folder>", "where incidents are kept", "incidents")
    .option(...JSON_OUTPUT)
    .allowExcessArguments(false)
    .action(async (title: string, options) => finish(await (await import("./new-incident.ts")).newIncident({ ...options, title }, terminal)));
};
