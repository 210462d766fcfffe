import { GRAFANA } from "../../grafana/grafana-option.ts";
import type { AddCommand } from "../command-table.ts";
import { CONFIG, JSON_OUTPUT } from "../options.ts";

export const addPush: AddCommand = (program, { terminal, finish }) => {
  program
    .command("push")
    .description("write the dashboards to a running Grafana: exit 1 if somebody edited one there")
    .option(...CONFIG)
    .option(...GRAFANA)
    .option("--folder <uid>", "folder that holds them; default the platform's name")
    .option("--permissions <list>", "what roles may do there: Viewer=view,Editor=edit; left as it is without")
    .option("--dry-run", "change nothing, say what would be")
    .option("--force", "overwrite what somebody edited in Grafana")
    .option(...JSON_OUTPUT)
    .allowExcessArguments(false)
    .action(async (options) => finish(await (await import("./push.ts")).push(options, terminal)));
};
