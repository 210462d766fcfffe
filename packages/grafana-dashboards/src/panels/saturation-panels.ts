import {
  httpServerActiveRequests,
  nodejsEventloopDelayP99,
  nodejsEventloopTime,
  nodejsHeapLimit,
  nodejsHeapUsed,
  processCpu,
  processResidentMemory,
  v8jsGcDuration,
} from "@platform/metrics/define";
import { aggregate, binary, type InstantVector, over, select, selectSum } from "@platform/promql";
import type { Panel, Threshold } from "../model/model.ts";
import { panel, show } from "./panel.ts";
import { CHOSEN } from "./scope.ts";

/** What a line stands for: a process on a service's own dashboard, the worst process of each service on one of many. */
export type Grain = "instance" | "job";

const BUSY: readonly Threshold[] = [
  { from: null, color: "green" },
  { from: 0.8, color: "red" },
];

/** The panels that say how full the processes are. */
export function saturationPanels(grain: Grain): readonly Panel[] {
  const legend = `{{${grain}}}`;
  const worst = (of: InstantVector) => aggregate("max", of, { by: [grain] });
  const whose = grain === "job" ? " The worst instance of each service." : "";
  return [
    panel("timeseries", {
      title: "Event loop utilisation",
      description: `Share of time in which the one thread that runs JavaScript was busy. Above 80 % requests queue.${whose}`,
      queries: [show(worst(eventLoopUtilisation()), { legend })],
      width: 8,
      thresholds: BUSY,
      options: { min: 0, max: 1, thresholdLines: true },
    }),
    panel("timeseries", {
      title: "Event loop delay, p99",
      description: `How late timers ran: the wait of a request before its code runs. Above 0.1 s something blocks the thread.${whose}`,
      queries: [show(worst(select(nodejsEventloopDelayP99, CHOSEN)), { legend })],
      width: 8,
      options: { min: 0 },
    }),
    panel("timeseries", {
      title: "CPU",
      description: `CPU time per second: 100 % is one core.${whose}`,
      queries: [show(worst(over("rate", select(processCpu, CHOSEN), "$__rate_interval")), { legend })],
      width: 8,
      options: { min: 0 },
    }),
    panel("timeseries", {
      title: "Heap against its limit",
      description: `Used share of the heap that V8 may take. At 100 % the process aborts; a steady climb over days is a leak.${whose}`,
      queries: [show(worst(binary(select(nodejsHeapUsed, CHOSEN), "/", select(nodejsHeapLimit, CHOSEN))), { legend })],
      width: 8,
      thresholds: BUSY,
      options: { min: 0, max: 1, thresholdLines: true },
    }),
    panel("timeseries", {
      title: "Resident memory",
      description: `Memory that the process holds in RAM, buffers and code included.${whose}`,
      queries: [show(worst(select(processResidentMemory, CHOSEN)), { legend })],
      width: 8,
      options: { min: 0 },
    }),
    panel("timeseries", {
      title: grain === "job" ? "Requests in flight" : "Garbage collection",
      ...(grain === "job"
        ? {
            description: "Requests that have begun and not yet ended. A climb without more traffic is a service that no longer keeps up.",
            queries: [show(aggregate("sum", select(httpServerActiveRequests, CHOSEN), { by: ["job"] }), { legend })],
          }
        : {
            description: "Share of time spent collecting garbage. Above 10 % the heap is too small or too much is allocated.",
            queries: [show(aggregate("sum", over("rate", selectSum(v8jsGcDuration, CHOSEN), "$__rate_interval"), { by: ["instance"] }), { legend })],
          }),
      width: 8,
      options: { min: 0 },
    }),
  ];
}

function eventLoopUtilisation(): InstantVector {
  const active = over("rate", select(nodejsEventloopTime, { nodejs_eventloop_state: "active", ...CHOSEN }), "$__rate_interval");
  const all = over("rate", select(nodejsEventloopTime, CHOSEN), "$__rate_interval");
  const by = ["job", "instance"];
  return binary(aggregate("sum", active, { by }), "/", aggregate("sum", all, { by }));
}
