import { type BurnDown, burnDownPlot } from "./burn-down-plot.ts";
import { escapeHtml } from "./escape-html.ts";
import { percentText, timeText } from "./print-budgets.ts";
import type { ServiceBudgets } from "./read-budgets.ts";

export interface ReportedService extends ServiceBudgets {
  readonly title: string;
  /** Of each objective; none where Prometheus did not answer. */
  readonly burnDowns: readonly BurnDown[];
}

export interface ReportOfBudgets {
  readonly title: string;
  readonly at: Date;
  readonly days: number;
  readonly services: readonly ReportedService[];
}

const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#1f60c4, #78aaff); --grid: #8884; --freeze: light-dark(#c4162a, #ff7a8a); }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 760px; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--grid); }
.frozen { color: var(--freeze); font-weight: 600; }
.unknown { font-style: italic; }
svg { width: 100%; height: auto; font-size: 11px; fill: currentColor; }
svg path { fill: none; stroke: var(--line); stroke-width: 1.6; }
svg .grid { stroke: var(--grid); }
svg .freeze { stroke: var(--freeze); stroke-dasharray: 4 4; }
small { display: block; font-weight: 400; }
@media print { :root { color-scheme: light; } section { break-inside: avoid; } }
`;

/** One page that needs nothing else: a table of all objectives, then a burn-down plot of each. */
export function renderReport({ title, at, days, services }: ReportOfBudgets): string {
  const rows = services.flatMap((service) => service.slos.map((slo) => row(service, slo)));
  const plots = services.flatMap(({ title, burnDowns }) => burnDowns.map((burnDown) => section(title, burnDown)));
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Error budgets of ${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body>
<h1>Error budgets of ${escapeHtml(title)}</h1>
<p>As of ${at.toISOString().slice(0, 16).replace("T", " ")} UTC; plots of the last ${days} days. Deployments freeze under the dashed line.</p>
<table><thead><tr><th>Service</th><th>Objective</th><th>State</th><th>Budget left</th><th>Burn rate, 1 h</th><th>Empty in</th></tr></thead>
<tbody>${rows.join("\n")}</tbody></table>
${plots.join("\n")}
</body>
</html>
`;
}

function row({ title }: ReportedService, slo: ServiceBudgets["slos"][number]): string {
  const figures = [percentText(slo.budgetRemaining), slo.burnRate === null ? "–" : `${slo.burnRate.toFixed(2)}×`, timeText(slo.exhaustionSeconds)];
  // On paper there is nothing to point at.
  const reason = slo.state === "deploy" ? "" : `<small>${escapeHtml(slo.reason)}</small>`;
  const html = [title, slo.slo, slo.state, ...figures].map((cell, index) => `<td>${escapeHtml(cell)}${index === 1 ? reason : ""}</td>`).join("");
  return `<tr class="${slo.state}">${html}</tr>`;
}

function section(service: string, burnDown: BurnDown): string {
  const { slo, help, objective, period, points } = burnDown;
  const promise = `${help} ${Number((objective * 100).toFixed(4))} % over ${period}.`;
  const plot = points.length === 0 ? "<p>Prometheus has no values for these days.</p>" : burnDownPlot(burnDown);
  return `<section><h2>${escapeHtml(service)}: ${escapeHtml(slo)}</h2><p>${escapeHtml(promise)}</p>${plot}</section>`;
}
