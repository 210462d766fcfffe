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
import { aggregate, binary, type InstantVector, over, type Selector, select, selectSum } from "@platform/promql";
import type { Panel } from "../model/model.ts";
import { lines } from "./objectives.ts";
import { panel, show } from "./panel.ts";
import { CHOSEN, ofServices } from "./scope.ts";
import { serviceLink } from "./service-link.ts";

/** Above this share of the one thread that runs JavaScript requests queue; above this share of the heap collections take over. */
const BUSY = 0.8;

interface Gauge extends Pick<Panel, "title" | "description"> {
  readonly read: InstantVector;
  readonly max?: number;
  readonly line?: number;
}

/** How full each process of a service is. */
export function saturationOfInstances(): readonly Panel[] {
  return gauges((selector) => selector).map((gauge) => saturationPanel(gauge, "instance"));
}

/** How full the fullest process of each service is. */
export function saturationOfServices(services: readonly string[]): readonly Panel[] {
  return gauges((selector) => ofServices(selector, services)).map((gauge) =>
    saturationPanel({ ...gauge, description: `${gauge.description} The worst instance of each service.` }, "job"),
  );
}

function gauges(restrict: (selector: Selector) => Selector): readonly Gauge[] {
  return [
    {
      title: "Event loop utilisation",
      description: "Share of time in which the one thread that runs JavaScript was busy. Above 80 % requests queue.",
      read: eventLoopUtilisation(),
      max: 1,
      line: BUSY,
    },
    {
      title: "Event loop delay, p99",
      description: "How late timers ran: the wait of a request before its code runs. Above 100 ms something blocks the thread.",
      read: select(nodejsEventloopDelayP99, CHOSEN),
    },
    {
      title: "Heap against its limit",
      description: "Used share of the heap that V8 may take. At 100 % the process aborts; a steady climb over days is a leak.",
      read: binary(select(nodejsHeapUsed, CHOSEN), "/", select(nodejsHeapLimit, CHOSEN)),
      max: 1,
      line: BUSY,
    },
    {
      title: "CPU",
      description: "CPU time per second of time: 100 % is one core. Worker threads can take it above.",
      read: over("rate", restrict(select(processCpu, CHOSEN)), "$__rate_interval"),
    },
    {
      title: "Resident memory",
      description: "Memory that the process holds in RAM, with buffers and code. What a container's limit is compared with.",
      read: restrict(select(processResidentMemory, CHOSEN)),
    },
    {
      title: "Requests in flight",
      description: "Requests that have begun and not yet ended. A climb without more traffic is a service that no longer keeps up.",
      read: select(httpServerActiveRequests, CHOSEN),
    },
    {
      title: "Garbage collection",
      description: "Share of time spent collecting garbage. Above 10 % the heap is too small, or too much is allocated.",
      read: aggregate("sum", over("rate", selectSum(v8jsGcDuration, CHOSEN), "$__rate_interval"), { by: ["job", "instance"] }),
    },
  ];
}

function saturationPanel({ read, max, line, ...words }: Gauge, grain: "instance" | "job"): Panel {
  return panel("timeseries", {
    ...words,
    queries: [show(aggregate("max", read, { by: [grain] }), `{{${grain}}}`)],
    width: 8,
    height: 7,
    thresholds: line === undefined ? [] : lines([line]),
    options: { min: 0, ...(max !== undefined && { max }), thresholdLines: line !== undefined },
    links: grain === "job" ? [serviceLink()] : [],
  });
}

function eventLoopUtilisation(): InstantVector {
  const by = ["job", "instance"];
  const active = over("rate", select(nodejsEventloopTime, { nodejs_eventloop_state: "active", ...CHOSEN }), "$__rate_interval");
  const all = over("rate", select(nodejsEventloopTime, CHOSEN), "$__rate_interval");
  return binary(aggregate("sum", active, { by }), "/", aggregate("sum", all, { by }));
}
