import { formatValue } from "../../src/dashboard/format-value.ts";
import { numberOf, type QueryData, samplesOf } from "../../src/dashboard/series.ts";
import { ask, type Overview } from "../api.ts";
import { h } from "../dom.ts";
import { renewEvery } from "./renew-every.ts";
import type { View } from "./views.ts";

const EVERY_SECONDS = 10;
const BURN_WINDOWS = ["5m", "1h", "6h", "3d"];

/** An objective with what is left of its budget, by its labels. */
interface Objective {
  readonly job: string;
  readonly slo: string;
  readonly period: string;
  values: Record<string, number | undefined>;
}

/** Every objective of every service: promised, kept, what is left, how fast it goes. The least left is first. */
export const slosView: View = ({ overview, main }) => {
  document.title = `SLOs · ${overview.title}`;
  const place = h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Objectives" });
  const fault = h("p", { class: "error", role: "alert", hidden: true });
  main.replaceChildren(h("div", { class: "page-text wide" }, h("h1", {}, "Objectives"), fault, place));
  const renew = async () => {
    const objectives = await loadObjectives();
    fault.hidden = true;
    place.replaceChildren(
      objectives.length === 0
        ? h("p", { class: "muted" }, "Prometheus has no objective yet. Rules record them a few evaluations after the start.")
        : drawTable(objectives, overview),
    );
  };
  return renewEvery(EVERY_SECONDS, renew, ({ message }) => {
    fault.hidden = false;
    fault.textContent = message;
  });
};

async function loadObjectives(): Promise<readonly Objective[]> {
  const query = '{__name__=~"slo:(objective|good_events|error_budget_remaining):ratio|slo:burn_rate:multiple|slo:error_budget_exhaustion:seconds"}';
  const samples = samplesOf((await ask("prometheus/api/v1/query", { query })) as QueryData);
  const objectives = new Map<string, Objective>();
  for (const { metric, value } of samples) {
    const { job = "", slo = "", period = "", window = "", __name__: name = "" } = metric;
    const key = `${job} ${slo}`;
    const found = objectives.get(key) ?? { job, slo, period, values: {} };
    objectives.set(key, {
      ...found,
      period: found.period || period,
      values: { ...found.values, [`${name}${window}`]: numberOf(value?.[1]) ?? undefined },
    });
  }
  return [...objectives.values()].toSorted((one, other) => left(one) - left(other) || one.job.localeCompare(other.job));
}

function left({ values }: Objective): number {
  return values["slo:error_budget_remaining:ratio"] ?? 2;
}

function drawTable(objectives: readonly Objective[], { dashboards }: Overview): HTMLElement {
  const head = ["Service", "Objective", "Promised", "Kept", "Budget left", "", ...BURN_WINDOWS.map((window) => `Burn, ${window}`), "Empty in"];
  const detail = dashboards.find(({ uid }) => uid.endsWith("-objective"));
  const rows = objectives.map((objective) => {
    const { job, slo, period, values } = objective;
    const home = dashboards.find(({ uid }) => uid.endsWith(`-${job}`));
    const budget = values["slo:error_budget_remaining:ratio"];
    const tone = budget === undefined ? "" : budget < 0.1 ? "bad" : budget < 0.2 ? "low" : "good";
    const burns = BURN_WINDOWS.map((window) => values[`slo:burn_rate:multiple${window}`]);
    return h(
      "tr",
      {},
      h("th", { scope: "row" }, home === undefined ? job : h("a", { href: `/d/${home.uid}` }, job)),
      h("td", {}, detail === undefined ? slo : h("a", { href: `/d/${detail.uid}?${new URLSearchParams({ "var-job": job, "var-slo": slo })}` }, slo)),
      h("td", { class: "number" }, share(values["slo:objective:ratio"], 3), period && h("span", { class: "muted" }, ` of ${period}`)),
      h("td", { class: "number" }, share(values["slo:good_events:ratio"], 3)),
      h("td", { class: `number ${tone}` }, share(budget, 1)),
      h(
        "td",
        { class: "budget" },
        h(
          "span",
          { class: "bar" },
          h("span", { class: `bar-filled fill-${tone}`, style: { width: `${100 * Math.min(1, Math.max(0, budget ?? 0))}%` } }),
        ),
      ),
      burns.map((burn) =>
        h("td", { class: `number ${burn !== undefined && burn > 1 ? "low" : ""}` }, burn === undefined ? "–" : formatValue(burn, "none", 2)),
      ),
      h("td", { class: "number" }, exhaustionWords(values["slo:error_budget_exhaustion:seconds"], budget)),
    );
  });
  return h(
    "table",
    { class: "objectives" },
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        head.map((title, at) =>
          h("th", { scope: "col", class: at > 1 ? "number" : "" }, title || h("span", { class: "sr" }, "Budget left as a bar")),
        ),
      ),
    ),
    h("tbody", {}, rows),
  );
}

function exhaustionWords(seconds: number | undefined, budget: number | undefined): string {
  return budget !== undefined && budget <= 0 ? "is empty" : seconds === undefined ? "–" : formatValue(seconds, "s");
}

function share(value: number | undefined, decimals: number): string {
  return value === undefined ? "–" : formatValue(value, "percentunit", decimals);
}
