import { setTimeout } from "node:timers/promises";
import { print } from "@platform/promql";
import { buildModel } from "../src/model/build-model.ts";
import type { Dashboard, Model, Panel, Query } from "../src/model/model.ts";
import { withExemplars } from "../src/render/grafana-target.ts";
import { renderFiles } from "../src/render/renderers.ts";
import { ANY, fillVariables } from "../src/verify/fill-variables.ts";
import { startMetricsTarget } from "./metrics-target.ts";
import { startPrometheus } from "./prometheus-server.ts";
import { shop } from "./shop-platform.ts";

export interface PanelSamples {
  readonly panel: string;
  /** Samples that Prometheus read, by its own statistics. */
  readonly recorded: number;
  readonly raw: number;
}

/** As quick as Prometheus allows, so that a range fills within seconds. */
const prometheus = { ...shop.prometheus, scrapeIntervalSeconds: 1, evaluationIntervalSeconds: 1, tileSeconds: 4, scrapeIntervalSecondsByService: {} };
const models = {
  recorded: buildModel({ ...shop, prometheus }),
  raw: buildModel({ ...shop, prometheus: { ...prometheus, samplesPerPanel: Number.MAX_SAFE_INTEGER } }),
};

/** A service of some size: ten routes, three answers. */
const OPEN_VALUES = {
  http_route: Array.from({ length: 10 }, (_, index) => `/orders/${index}`),
  http_response_status_code: ["200", "404", "500"],
  warehouse: ["north", "south"],
};
const [FILL_SECONDS, RANGE_SECONDS] = [22, 15];

/**
 * Draws every panel of a service's dashboard twice on one real Prometheus, at the same steps: as it is generated, and from the metrics
 * themselves.
 */
export async function samplesOfPanels(): Promise<readonly PanelSamples[]> {
  const metrics = models.raw.services.find(({ service }) => service.name === "checkout")?.metrics ?? [];
  const target = await startMetricsTarget(metrics, OPEN_VALUES);
  try {
    const server = await startPrometheus(renderFiles(models.recorded), { checkout: target.address });
    try {
      await setTimeout(FILL_SECONDS * 1000);
      return await drawAll(server.url);
    } finally {
      await server.stop();
    }
  } finally {
    await target.close();
  }
}

async function drawAll(url: string): Promise<readonly PanelSamples[]> {
  const end = Math.floor(Date.now() / 1000) - 1;
  const [recorded, raw] = [panelsOf(models.recorded), panelsOf(models.raw)];
  const samples: PanelSamples[] = [];
  for (const [index, panel] of recorded.entries()) {
    const other = raw[index];
    const fewer = await draw(panel, url, end);
    const all = await draw({ queries: panel.queries.map((query, at) => ({ ...query, ...expressionOf(other?.queries[at]) })) }, url, end);
    samples.push({ panel: panel.title, recorded: fewer, raw: all });
  }
  return samples;
}

/** The steps of the one, what is asked of the other. */
function expressionOf(query: Query | undefined): Partial<Query> {
  return query === undefined ? {} : { expression: query.expression, exemplars: false };
}

function panelsOf({ dashboards }: Model): readonly Panel[] {
  const [dashboard] = dashboards.filter(({ service }) => service === "checkout") as [Dashboard];
  return dashboard.rows.flatMap(({ panels }) => panels);
}

async function draw({ queries }: Pick<Panel, "queries">, url: string, end: number): Promise<number> {
  let samples = 0;
  for (const query of queries) {
    samples += await ask(query, url, end);
  }
  return samples;
}

interface Answer {
  readonly error?: string;
  readonly data?: { readonly stats: { readonly samples: { readonly totalQueryableSamples: number } } };
}

/** @see https://prometheus.io/docs/prometheus/latest/querying/api/ and its parameter `stats` */
async function ask(query: Query, url: string, end: number): Promise<number> {
  const stepSeconds = Math.max(1, query.minStepSeconds ?? 0);
  const variables = new Map([
    ["job", "checkout"],
    ["instance", ANY],
    ["route", ANY],
  ]);
  const expression = query.exemplars ? withExemplars(query) : query.expression;
  const filled = fillVariables(expression, { variables, rangeSeconds: RANGE_SECONDS, stepSeconds, scrapeIntervalSeconds: 1 });
  const time = query.instant ? { time: end } : { start: end - RANGE_SECONDS, end, step: stepSeconds };
  const parameters = Object.entries({ query: print(filled), stats: "all", ...time }).map(([name, value]): [string, string] => [name, String(value)]);
  const response = await fetch(`${url}/api/v1/${query.instant ? "query" : "query_range"}`, { method: "POST", body: new URLSearchParams(parameters) });
  const { data, error } = (await response.json()) as Answer;
  if (data === undefined) {
    throw new Error(`Prometheus refuses ${print(filled)}: ${error}`);
  }
  return data.stats.samples.totalQueryableSamples;
}
