import { binary, select } from "@platform/promql";
import fc from "fast-check";
import { expect, test } from "vitest";
import { defineService, defineSlo, httpAvailability, sloEvents } from "../src/define.ts";
import { errorBudget, sloRecords, sloRules } from "../src/index.ts";
import { GRID_SECONDS, type Phase, SCRAPE_SECONDS, type SimulatedInstance, simulate } from "./event-simulator.ts";
import { evaluate } from "./run-promtool.ts";

const HOUR = 3600;
const TILE = 300;

const slo = defineSlo({ name: "availability", help: "Answers.", objective: 0.99, windowDays: 1, sli: httpAvailability(), tiers: ["fast", "slow"] });
const shop = defineService({ name: "shop", title: "Shop", help: "Sells.", owner: "shop", port: 3000, slos: [slo] });
const counter = sloEvents(shop.slos);
const identity = { job: "shop", slo: "availability" };
const groups = sloRules({ service: shop, scrapeIntervalSeconds: SCRAPE_SECONDS, evaluationIntervalSeconds: 30, tileSeconds: TILE });

/** Nothing, a trickle or a crowd; no errors, some, or nothing else. */
const phase: fc.Arbitrary<Phase> = fc.record({
  seconds: fc.integer({ min: 60, max: 2 * HOUR }),
  rate: fc.oneof(fc.constant(0), fc.double({ min: 0.02, max: 0.5, noNaN: true }), fc.double({ min: 0.5, max: 3, noNaN: true })),
  badShare: fc.oneof(fc.constant(0), fc.double({ min: 0.001, max: 0.05, noNaN: true }), fc.double({ min: 0.2, max: 1, noNaN: true })),
});

/** Starts that reset a counter, with the pause until the new process answers. */
const restarts = fc.array(fc.record({ after: fc.integer({ min: 600, max: 5 * HOUR }), pause: fc.integer({ min: 1, max: 400 }) }), { maxLength: 4 });

function instance(
  name: string,
  born: number,
  starts: readonly { readonly after: number; readonly pause: number }[],
  scrapePhase: number,
): SimulatedInstance {
  const processes: [number, number][] = [];
  let start = born;
  for (const { after, pause } of starts) {
    processes.push([start, start + after]);
    start += after + pause;
  }
  return { name, scrapePhase, processes: [...processes, [start, Number.POSITIVE_INFINITY]] };
}

const scenario = fc.record({
  seed: fc.integer({ min: 0, max: 2 ** 31 }),
  phases: fc.array(phase, { minLength: 3, maxLength: 8 }),
  missedShare: fc.constantFrom(0, 0, 0.02, 0.1),
  instances: fc
    .array(fc.record({ born: fc.constantFrom(0, 0, 1000, 7777), restarts, scrapePhase: fc.constantFrom(0, 1, 2) }), { minLength: 1, maxLength: 3 })
    .map((all) => all.map((one, index) => instance(`shop-${index}`, one.born, one.restarts, one.scrapePhase))),
});

test("the budget agrees with a count of every single event, within 1 %, whatever traffic, restarts, births and lost scrapes", async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async ({ phases, ...rest }) => {
      const busy = phases.reduce((sum, { seconds }) => sum + seconds, 0);
      const end = Math.ceil((busy + 2 * TILE) / TILE) * TILE;
      const settled: Phase = { seconds: end - busy + GRID_SECONDS, rate: 0, badShare: 0 };
      const traffic = simulate({ ...rest, phases: [...phases, settled], counter: counter ?? expect.fail(), labels: identity });
      const { total, bad } = traffic.events(0, end);
      fc.pre(bad >= 200 && end < 86_400);
      const [answer] = await evaluate({ groups, input: traffic.input, sampleSeconds: GRID_SECONDS, evaluationSeconds: TILE }, [
        { expression: binary(1, "-", select(sloRecords.budgetRemaining, identity)), atSeconds: end },
      ]);
      const spent = bad / total / errorBudget(slo);
      const measured = [...(answer?.values() ?? [])][0] ?? Number.NaN;
      const unknowable = traffic.unseen.bad / bad + traffic.unseen.total / total;
      expect(Math.abs(measured / spent - 1)).toBeLessThanOrEqual(0.01 + unknowable);
    }),
    { numRuns: 30, seed: 20_240_229, endOnFailure: true },
  );
}, 300_000);
