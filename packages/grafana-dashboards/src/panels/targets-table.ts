import { aggregate, select, up } from "@platform/promql";
import type { Panel } from "../model/model.ts";
import { panel, showNow } from "./panel.ts";
import { CHOSEN } from "./scope.ts";

/** Every target of a job, and whether it answers. */
export function targetsTable(): Panel {
  return panel("table", {
    title: "Targets",
    description: "Every target and whether it answers its scrapes.",
    queries: [showNow(aggregate("max", select(up, CHOSEN), { by: ["instance"] }), "up")],
    width: 20,
    height: 4,
    options: {
      columns: [
        { from: { label: "instance" }, title: "Target", sort: "rising" },
        {
          from: { query: 0 },
          title: "Up",
          states: [
            { from: null, text: "down", color: "red" },
            { from: 1, text: "up", color: "green" },
          ],
        },
      ],
    },
  });
}
