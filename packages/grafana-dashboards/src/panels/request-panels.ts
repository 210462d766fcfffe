import { httpServerRequestDuration } from "@platform/metrics/define";
import type { Panel, SeriesColor, Threshold } from "../model/model.ts";
import { ERROR_LEVELS } from "./operation-panels.ts";
import { panel, show } from "./panel.ts";
import { errorRatio, latencyBuckets, latencyQuantile, type RequestOptions, requestRate } from "./requests.ts";

/** One query for each class, so that every class has its colour and is 0 rather than missing. */
const STATUS_CLASSES = [
  { digit: "2", legend: "2xx", color: "#56A64B" },
  { digit: "3", legend: "3xx", color: "#F2CC0C" },
  { digit: "4", legend: "4xx", color: "#3274D9" },
  { digit: "5", legend: "5xx", color: "#E02F44" },
] as const satisfies readonly { readonly digit: string; readonly legend: string; readonly color: SeriesColor }[];

export const QUANTILES = [
  { phi: 0.5, name: "p50" },
  { phi: 0.95, name: "p95" },
  { phi: 0.99, name: "p99" },
] as const;

export interface RequestPanelOptions extends Pick<RequestOptions, "route"> {
  readonly width?: number;
}

export function requestsByStatus({ route, ...size }: RequestPanelOptions = {}): Panel {
  return panel("timeseries", {
    title: "Requests by status",
    description: "Answers per second, by class of status code. Red is the service's fault, blue the caller's; a fall of the whole is lost traffic.",
    ...size,
    queries: STATUS_CLASSES.map(({ digit, legend }) => show(requestRate({ ...scope(route), statusClass: digit }), legend)),
    options: { stack: true, min: 0, colors: Object.fromEntries(STATUS_CLASSES.map(({ legend, color }) => [legend, color])) },
  });
}

export function errorShare({ route, ...size }: RequestPanelOptions = {}): Panel {
  return panel("timeseries", {
    title: "Errors",
    description: "Share of requests answered with a status of 500 and above. The lines are where it deserves a look, and where it alerts.",
    ...size,
    queries: [show(errorRatio(scope(route)), "errors")],
    thresholds: ERROR_LEVELS,
    options: { min: 0, thresholdLines: true, colors: { errors: "#E02F44" } },
  });
}

/** @param thresholds - the latency objectives, drawn as dashed lines */
export function latencyQuantiles(thresholds: readonly Threshold[], { route, ...size }: RequestPanelOptions = {}): Panel {
  return panel("timeseries", {
    title: "Latency",
    description:
      "Time within which half, 95 % and 99 % of the requests were answered. Dots are single requests: click one for its trace." +
      (thresholds.length > 0 ? " The dashed line is the objective." : ""),
    ...size,
    queries: QUANTILES.map(({ phi, name }) => show(latencyQuantile(phi, scope(route)), name, { exemplars: phi === 0.99 })),
    thresholds,
    options: { min: 0, thresholdLines: thresholds.length > 0 },
  });
}

export function latencyHeatmap(): Panel {
  return panel("heatmap", {
    title: "Latency distribution",
    description:
      "Requests per second in each range of durations. Two bands are two kinds of requests; a band that climbs is a service that slows down.",
    queries: [show(latencyBuckets(), "{{le}}")],
    options: { bounds: { unit: httpServerRequestDuration.unit, perSecond: false } },
  });
}

function scope(route: string | undefined): Pick<RequestOptions, "route"> {
  return route === undefined ? {} : { route };
}
