import { Option } from "commander";
import type { AddCommand } from "../command-table.ts";
import { JSON_OUTPUT, port, seconds, wholeNumber } from "../options.ts";
import { RUN_FORMATS } from "./run-format.ts";

const FLOWS = ["--flows <file>", "module whose default export is a list of flows", "synthetics.ts"] as const;
const LOCATION = ["--location <name>", "where this runs, as a label", "local"] as const;
const SECRET = ["--secret-file <file>", "holds the secret that signs the mark of the requests; default the variable SYNTHETICS_SECRET"] as const;
const count = wholeNumber({ from: 1, to: 1000 });

export const addSynthetics: AddCommand = (program, { terminal, finish }) => {
  const synthetics = program.command("synthetics").description("what a user does, tried by a program: the flows of a module");
  synthetics
    .command("run")
    .description("go through flows once: exit 1 if one does not pass")
    .argument("[flow...]", "names; default all of them")
    .option(...FLOWS)
    .option(...LOCATION)
    .option(...SECRET)
    .option("--concurrency <number>", "flows at a time", count, 4)
    .option("--trace-url <url>", "page of a trace, with {trace} in place of its id")
    .addOption(new Option("--format <format>", "how runs are printed").choices(RUN_FORMATS).default("text"))
    .option(...JSON_OUTPUT)
    .action(async (names, options) => finish(await (await import("./run.ts")).run({ ...options, names }, terminal)));
  synthetics
    .command("serve")
    .description("run flows again and again, with /metrics, /healthz and /runs, until SIGTERM or Ctrl-C")
    .option(...FLOWS)
    .option(...LOCATION)
    .option(...SECRET)
    .option("--concurrency <number>", "flows at a time", count, 20)
    .option("--port <port>", "0 takes a free one", port, 9350)
    .option("--host <host>", "address of the port", "127.0.0.1")
    .option("--state <folder>", "remembers the runs that a kill takes with it")
    .option("--stop-seconds <seconds>", "time for runs to end after SIGTERM", seconds, 5)
    .allowExcessArguments(false)
    .action(async (options) => finish(await (await import("./serve.ts")).serve(options, terminal)));
};
