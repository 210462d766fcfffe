import { readFileSync } from "node:fs";
import { binary, type InstantVector, select } from "@platform/promql";
import { expect, test } from "vitest";
import { defineService, defineSlo, httpAvailability, sloEvents } from "../src/define.ts";
import { sloRecords, sloRules } from "../src/index.ts";
import { GRID_SECONDS, type Phase, SCRAPE_SECONDS, type SimulatedInstance, simulate } from "./event-simulator.ts";
import { pyrraShape, slothShape } from "./rival-shapes.ts";
import { evaluate } from "./run-promtool.ts";

const HOUR = 3600;
const DAY = 86_400;
const TILE = 300;

const slo = defineSlo({ name: "availability", help: "Answers.", objective: 0.99, windowDays: 1, sli: httpAvailability(), tiers: ["fast", "slow"] });
const shop = defineService({ name: "shop", title: "Shop", help: "Sells.", owner: "shop", port: 3000, slos: [slo] });
const counter = sloEvents(shop.slos) ?? expect.fail();
const identity = { job: "shop", slo: "availability" };
const selectors = { total: select(counter, identity), bad: select(counter, { ...identity, outcome: "bad" }) };
const shapes = { sloth: slothShape(selectors, DAY), pyrra: pyrraShape(selectors, DAY) };
const groups = [...sloRules({ service: shop, scrapeIntervalSeconds: SCRAPE_SECONDS, evaluationIntervalSeconds: 30, tileSeconds: TILE })].concat(
  shapes.sloth.groups,
  shapes.pyrra.groups,
);
const goodRatio = groups.flatMap((group) => group.rules).find((rule) => rule.kind === "recording" && rule.record === sloRecords.goodRatio);
const answers: Readonly<Record<string, InstantVector>> = {
  // The rule's expression, not its record: promtool evaluates groups in any order, so that a record may lack the last tile.
  ours: binary(1, "-", goodRatio?.expression ?? expect.fail()),
  sloth: shapes.sloth.errorRatio,
  pyrra: shapes.pyrra.errorRatio,
};

const forever = (name: string, scrapePhase: number): SimulatedInstance => ({ name, scrapePhase, processes: [[0, Number.POSITIVE_INFINITY]] });
const two = [forever("a", 1), forever("b", 2)];
/** Every two hours another process, on a host of its own; each fails for its first half minute. */
const deployments = Array.from({ length: 8 }, (_, index): SimulatedInstance => {
  return { name: `pod-${index}`, scrapePhase: index % 3, processes: [[index * 2 * HOUR, (index + 1) * 2 * HOUR]] };
});
const unlucky: readonly Phase[] = Array.from({ length: 8 }).flatMap(() => [
  { seconds: 30, rate: 3, badShare: 1 },
  { seconds: 2 * HOUR - 30, rate: 0.5, badShare: 0 },
]);

interface Row {
  readonly what: string;
  readonly phases: readonly Phase[];
  readonly instances?: readonly SimulatedInstance[];
  readonly missedShare?: number;
}

const table: readonly Row[] = [
  { what: "steady traffic, steady errors", phases: [{ seconds: 16 * HOUR, rate: 1, badShare: 0.01 }] },
  {
    what: "a quiet night, a busy hour of which a fifth fails",
    phases: [
      { seconds: 15 * HOUR, rate: 0.05, badShare: 0 },
      { seconds: HOUR, rate: 3, badShare: 0.2 },
    ],
  },
  {
    what: "half an hour without a request",
    phases: [
      { seconds: 8 * HOUR, rate: 1, badShare: 0.01 },
      { seconds: 1800, rate: 0, badShare: 0 },
      { seconds: 7.5 * HOUR, rate: 1, badShare: 0.01 },
    ],
  },
  { what: "eight deployments, each failing for its first half minute", phases: unlucky, instances: deployments },
  {
    what: "a process that restarts every 20 minutes, errors throughout",
    phases: [{ seconds: 16 * HOUR, rate: 1, badShare: 0.02 }],
    instances: [{ name: "a", scrapePhase: 1, processes: Array.from({ length: 48 }, (_, index) => [index * 1200, index * 1200 + 1195] as const) }],
  },
  { what: "one scrape in five fails", phases: [{ seconds: 16 * HOUR, rate: 1, badShare: 0.01 }], missedShare: 0.2 },
];

const page = readFileSync(new URL("../../../docs/slo.md", import.meta.url), "utf8");

test.each(table.map((row) => [row.what, row] as const))(
  "the page says how far each shape is off: %s",
  async (what, { phases, instances = two, missedShare = 0 }) => {
    const end = 16 * HOUR + 2 * TILE;
    const settled: Phase = { seconds: 2 * TILE + GRID_SECONDS, rate: 0.5, badShare: 0 };
    const traffic = simulate({ seed: 1, phases: [...phases, settled], instances, missedShare, counter, labels: identity });
    const names = Object.keys(answers);
    const got = await evaluate(
      { groups, input: traffic.input, sampleSeconds: GRID_SECONDS, evaluationSeconds: TILE },
      Object.values(answers).map((expression) => ({ expression, atSeconds: end })),
    );
    const { total, bad } = traffic.events(0, end);
    const off = Object.fromEntries(names.map((name, index) => [name, [...(got[index]?.values() ?? [])][0] ?? Number.NaN])) as Record<string, number>;
    const error = (name: string) => (off[name] ?? Number.NaN) / (bad / total) - 1;
    expect(Math.abs(error("ours"))).toBeLessThanOrEqual(0.01);
    const row = `| ${what} | ${(100 * (bad / total)).toFixed(2)} % | ${names.map((name) => percent(error(name))).join(" | ")} |`;
    expect(page).toContain(row);
  },
  120_000,
);

/** `-12.3 %`; "no value" for what is not a number. */
function percent(share: number): string {
  return Number.isNaN(share) ? "no value" : `${share < 0 ? "−" : "+"}${Math.abs(100 * share).toFixed(1)} %`;
}
