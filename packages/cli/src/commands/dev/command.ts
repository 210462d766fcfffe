import type { AddCommand } from "../command-table.ts";
import { CONFIG, port } from "../options.ts";

export const addDev: AddCommand = (program, { terminal, finish }) => {
  program
    .command("dev")
    .description("show dashboards, traces, logs, alerts and runbooks on a page of this machine, until Ctrl-C")
    .option(...CONFIG)
    .option("--out <folder>", "folder that holds what is generated", "deploy")
    .option("--runbooks <folder>", "pages that alerts link to", "runbooks")
    .option("--prometheus <url>", "where it is; default that of the platform's links")
    .option("--alertmanager <url>", "where it is; default that of the platform's links")
    .option("--port <port>", "of the page on 127.0.0.1; 0 takes a free one", port, 8600)
    .option("--receive-port <port>", "where traces (OTLP/HTTP) and logs (Loki's push API) are received; 0 takes a free one", port, 4318)
    .allowExcessArguments(false)
    .action(async (options) => finish(await (await import("./dev.ts")).dev(options, terminal)));
};
