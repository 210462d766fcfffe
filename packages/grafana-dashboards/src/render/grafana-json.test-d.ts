import type { FieldJson, FieldOptionsJson, PanelOptionsJson, VariableJson } from "./grafana-json.ts";

export const tooltip: PanelOptionsJson["timeseries"]["tooltip"] = { mode: "multi", sort: "desc" };
export const refresh: VariableJson["refresh"] = 2;

// @ts-expect-error a word that Grafana does not know
export const mode: PanelOptionsJson["timeseries"]["tooltip"] = { mode: "many", sort: "desc" };

// @ts-expect-error a misspelt option
export const misspelt: FieldOptionsJson["timeseries"] = { fillOpacty: 10 };

// @ts-expect-error a number that Grafana does not know
export const never: VariableJson["refresh"] = 7;

// @ts-expect-error an option of another panel
export const table: PanelOptionsJson["table"] = { frameIndex: 0, showHeader: true, graphMode: "area" };

// @ts-expect-error a threshold without its value
export const thresholds: FieldJson["thresholds"] = { mode: "absolute", steps: [{ color: "red" }] };
