import type { AddCommand } from "../command-table.ts";
import { CONFIG, JSON_OUTPUT } from "../options.ts";

export const addOpenSlo: AddCommand = (program, { terminal, finish }) => {
  const openSlo = program.command("openslo").description("objectives as OpenSLO v1, written and read, with every loss");
  openSlo
    .command("export")
    .description("print every objective as YAML of OpenSLO")
    .option(...CONFIG)
    .option("--service <name>", "only those of one service")
    .option(...JSON_OUTPUT)
    .allowExcessArguments(false)
    .action(async (options) => finish(await (await import("./export.ts")).exportOpenSlo(options, terminal)));
  openSlo
    .command("import")
    .description("print OpenSLO files as definitions of TypeScript; exit 1 if anything is lost")
    .argument("<files...>", "YAML or JSON")
    .option(...CONFIG)
    .option(...JSON_OUTPUT)
    .action(async (files, options) => finish(await (await import("./import.ts")).importOpenSlo(files, options, terminal)));
};
