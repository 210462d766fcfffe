import type { AddCommand } from "../command-table.ts";
import { CONFIG, JSON_OUTPUT } from "../options.ts";

export const addPreview: AddCommand = (program, { terminal, finish }) => {
  program
    .command("preview")
    .description("write a page and an image of each generated dashboard, with the data of a Prometheus or of a recording")
    .option(...CONFIG)
    .option("--dashboards <folder>", "folder of the generated dashboards", "deploy/dashboards")
    .option("--before <folder>", "dashboards as they were, to compare with")
    .option("--out <folder>", "where the pages are written", "preview")
    .option("--prometheus <url>", "where it is; default that of the platform's links")
    .option("--recorded <file>", "what platform verify --record has written, in place of a Prometheus")
    .option("--no-png", "write pages only")
    .option(...JSON_OUTPUT)
    .allowExcessArguments(false)
    .action(async (options) => finish(await (await import("./preview.ts")).preview(options, terminal)));
};
