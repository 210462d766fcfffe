import { buildInfo, nodejsHeapUsed, processCpu, processResidentMemory, processStartTime } from "@platform/metrics/define";
import { aggregate, binary, type InstantVector, over, select, time, up } from "@platform/promql";
import type { Panel } from "../model/model.ts";
import { panel, showNow } from "./panel.ts";
import { errorRatio, requestRate } from "./requests.ts";
import { CHOSEN } from "./scope.ts";

/** Every instance with what it runs: does one behave unlike the others? */
export function instancesTable(): Panel {
  const by = ["instance"] as const;
  const perInstance = (of: InstantVector) => aggregate("max", of, { by });
  return panel("table", {
    title: "Instances",
    description: "Every instance with the version that it runs. Two versions are a deployment under way; a young one among old ones has restarted.",
    queries: [
      showNow(perInstance(select(up, CHOSEN)), "up"),
      showNow(aggregate("max", select(buildInfo, CHOSEN), { by: ["instance", "version", "revision", "nodejs_version"] }), "version"),
      showNow(binary(time(), "-", perInstance(select(processStartTime, CHOSEN))), "uptime"),
      showNow(requestRate({ by }), "requests"),
      showNow(errorRatio({ by }), "errors"),
      showNow(perInstance(over("rate", select(processCpu, CHOSEN), "$__rate_interval")), "CPU"),
      showNow(perInstance(select(processResidentMemory, CHOSEN)), "memory"),
      showNow(perInstance(select(nodejsHeapUsed, CHOSEN)), "heap"),
    ],
    height: 7,
    options: {
      columns: [
        { from: { label: "instance" }, title: "Instance", sort: "rising" },
        {
          from: { query: 0 },
          title: "Up",
          states: [
            { from: null, text: "down", color: "red" },
            { from: 1, text: "up", color: "green" },
          ],
        },
        { from: { label: "version" }, title: "Version" },
        { from: { label: "revision" }, title: "Revision" },
        { from: { label: "nodejs_version" }, title: "Node" },
        { from: { query: 2 }, title: "Running for" },
        { from: { query: 3 }, title: "Requests" },
        { from: { query: 4 }, title: "Errors" },
        { from: { query: 5 }, title: "CPU" },
        { from: { query: 6 }, title: "Memory" },
        { from: { query: 7 }, title: "Heap" },
      ],
    },
  });
}
