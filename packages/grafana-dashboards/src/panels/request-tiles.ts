import { binary, select } from "@platform/promql";
import { sloRecords } from "@platform/slo";
import { periodText, type SloDefinition } from "@platform/slo/define";
import type { Panel, Threshold } from "../model/model.ts";
import { ERROR_LEVELS } from "./operation-panels.ts";
import { panel, show } from "./panel.ts";
import { percent } from "./percent.ts";
import { errorRatio, latencyQuantile, requestRate } from "./requests.ts";
import { CHOSEN_JOB } from "./scope.ts";

/** Availability over the period of the objective that promises it; of the moment where nothing is promised. */
export function availabilityTile(slos: readonly SloDefinition[]): Panel {
  const slo = slos.find(({ sli }) => sli.kind === "http-availability");
  if (slo === undefined) {
    return panel("stat", {
      title: "Availability",
      description: "Share of requests answered with a status under 500.",
      queries: [show(binary(1, "-", errorRatio()), "available")],
      options: { decimals: 2 },
    });
  }
  return panel("stat", {
    title: "Availability",
    description: `Share of requests answered with a status under 500, over ${periodText(slo)}. Promised: ${percent(slo.objective)}.`,
    queries: [show(select(sloRecords.goodRatio, { slo: slo.name, ...CHOSEN_JOB }), "available")],
    thresholds: [
      { from: null, color: "red" },
      { from: slo.objective, color: "green" },
    ],
    options: { decimals: 3 },
  });
}

export function requestRateTile(): Panel {
  return panel("stat", {
    title: "Requests",
    description: "Requests per second.",
    queries: [show(requestRate(), "requests")],
  });
}

export function errorTile(): Panel {
  return panel("stat", {
    title: "Errors",
    description: "Share of requests answered with a status of 500 and above.",
    queries: [show(errorRatio(), "errors")],
    thresholds: [{ from: null, color: "green" }, ...ERROR_LEVELS.slice(1)],
    options: { decimals: 2 },
  });
}

/** @param thresholds - the latency objectives */
export function latencyTile(thresholds: readonly Threshold[]): Panel {
  return panel("stat", {
    title: "Latency, p99",
    description: "Time within which 99 % of the requests were answered.",
    queries: [show(latencyQuantile(0.99), "p99")],
    thresholds,
    options: { empty: "no requests" },
  });
}
