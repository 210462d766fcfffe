import { formatValue } from "../../src/dashboard/format-value.ts";
import { numberOf, type QueryData, samplesOf, seriesName } from "../../src/dashboard/series.ts";
import { ask } from "../api.ts";
import { h } from "../dom.ts";

const MOST = 50;

/** A button that asks Prometheus, and the answer below it. */
export function drawQuery(query: string): HTMLElement {
  const answer = h("div", { role: "status" });
  const button = h("button", { class: "button", type: "button", on: { click: () => void show() } }, "Ask Prometheus");
  async function show(): Promise<void> {
    button.disabled = true;
    try {
      const samples = samplesOf((await ask("prometheus/api/v1/query", { query })) as QueryData);
      const rows = samples
        .slice(0, MOST)
        .map(({ metric, value }) =>
          h("tr", {}, h("td", {}, seriesName(metric, "")), h("td", { class: "number" }, formatValue(numberOf(value?.[1]) ?? Number.NaN, "short"))),
        );
      answer.replaceChildren(
        samples.length === 0 ? h("p", { class: "muted" }, "No series now.") : h("table", {}, h("tbody", {}, rows)),
        samples.length > MOST ? `${samples.length - MOST} more` : "",
      );
    } catch (error) {
      answer.replaceChildren(h("p", { class: "error" }, (error as Error).message));
    }
    button.disabled = false;
  }
  return h("div", { class: "query" }, button, answer);
}
