import { type InputSeries, type RuleTest, type SampleRun, select, type ValueExpectation } from "@platform/promql";
import { identity } from "../rules/slo-context.ts";
import { type TileKind, tileRecord } from "../rules/tiles.ts";
import { eventWeight, idleWeight, type TestedSlo, testName } from "./busy-part.ts";
import { tileLabels } from "./calendar-time.ts";
import { type CountedInstance, countedInput, recorded } from "./counted-input.ts";
import { counterDecoys, decoys } from "./slo-input.ts";

const GOOD = 100;
const BAD = 20;
const TILES = 23;

/** In the middle of these tiles as much happens at once as in a whole tile, so that a difference of counters and an estimate differ. */
const BURSTS = [2, 12, 13];

/** A process as it is scraped: its first sample, the one that is no more, and what the counter showed first. */
interface Life {
  readonly first: number;
  readonly end: number;
  readonly from: number;
}

/**
 * The events of tiles while scrapes are missed, for less and for more than a tile; a process restarts between two tiles, and in one; another is born
 * with events before its first scrape; an older one is scraped for the first time, goes away, and its next one is late to count.
 */
export function tileTest(context: TestedSlo): RuleTest {
  const { tileSeconds: tile, scrapeIntervalSeconds: scrape } = context;
  const each = tile / scrape;
  const last = TILES * each + 1;
  const births: Life = { first: 15 * each + 2, end: last, from: 3 };
  const runs = (lives: readonly Life[], isMissed = (_: number) => false) => {
    const samples = Array.from({ length: last }, (_, index) => (isMissed(index) ? undefined : valueAt(lives, index, each)));
    return (times: number) => samples.map((value): SampleRun => runOf(value === undefined ? undefined : value * times));
  };
  const startedAt = (times: readonly (readonly [sample: number, seconds: number])[]) =>
    Array.from({ length: last }, (_, index) => runOf(times.findLast(([sample]) => sample <= index)?.[1]));
  const halfway = 17 * each + Math.floor(each / 2);
  const lives: readonly Life[] = [
    { first: 0, end: 11 * each, from: 0 },
    { first: 11 * each, end: halfway, from: 1 },
    { first: halfway, end: last, from: 1 },
  ];
  const isMissed = (sample: number) => sample === 4 * each - 1 || (sample > 7 * each + 1 && sample < 9 * each);
  const instances: readonly CountedInstance[] = [
    {
      name: "a",
      runs: runs(lives, isMissed),
      started: startedAt([
        [0, 0],
        [11 * each, 11 * tile - 1],
        [halfway, halfway * scrape - 1],
      ]),
    },
    // Its first scrape comes a tile and a half after its start.
    { name: "b", runs: runs([births]), started: startedAt([[15 * each + 2, 14.5 * tile]]) },
    {
      name: "c",
      runs: runs([
        { first: 18 * each, end: 20 * each - 1, from: 1000 },
        { first: 22 * each + 1, end: last, from: 4 },
      ]),
      // Three tiles old when it is found; its next process answers before it counts.
      started: startedAt([
        [18 * each, 16 * tile],
        [21 * each + Math.ceil(each / 4) + 1, 21.25 * tile],
      ]),
    },
  ];
  // What no rule may read is born as well.
  const strangers = counterDecoys(context).map(({ selector: { series, part }, labels }): InputSeries => {
    return { series, part, labels: { ...labels, instance: "b" }, samples: runs([births])(1e6) };
  });
  const weight = eventWeight(context);
  const source = context.busy?.source ?? context.source;
  const is = (kind: TileKind, index: number, samples: number | undefined, within = 0): ValueExpectation => {
    const times = weight * (kind === "total" ? GOOD + BAD : BAD);
    // The sample on the left edge of a tile is in it before Prometheus 3 alone.
    const idle = kind === "total" ? idleWeight(context) : 0;
    const value = samples === undefined ? undefined : samples * times + idle * (each + 0.5);
    const record = select(tileRecord(context, kind), identity(context));
    const atSeconds = (index + 1) * tile;
    return recorded(context, record, { atSeconds, value, within: within * times + 0.51 * idle, labels: tileLabels(context, atSeconds) });
  };
  const both = (index: number, samples: number, within = 0) => [is("total", index, samples, within), is("bad", index, samples, within)];
  // Of a series without a sample before its tile: the increase of all but one of its samples, half a sample extrapolated.
  const found = ((each - 0.5) * each) / (each + 1);
  const percent = each / 100;
  return {
    name: testName(context, "tiles hold the events of restarts, births and missed scrapes"),
    evaluationSeconds: tile,
    sampleSeconds: scrape,
    input: [...countedInput(context, instances, { good: GOOD, bad: BAD }), ...strangers, ...decoys(context, last, scrape)],
    expectations: [],
    values: [
      ...both(2, 2 * each),
      // A missed scrape moves its events to the next tile.
      ...both(3, each - 1),
      ...both(4, each + 1),
      ...both(7, 2),
      is("total", 8, undefined),
      ...(source.kind === "weighted" ? [] : [is("bad", 8, source.kind === "bad-counted" ? 0 : undefined)]),
      ...both(9, found, percent),
      ...both(10, each),
      ...both(11, each, percent),
      ...both(12, 2 * each),
      ...both(13, 2 * each),
      ...both(15, 2 * each),
      ...both(16, 2 * each),
      ...both(17, 2 * each, percent),
      ...both(18, 2 * each + found, percent),
      ...both(19, 3 * each - 1),
      ...both(20, 2 * each),
      ...both(21, 2 * each),
      ...both(22, 3 * each + 2),
    ],
  };
}

/** What a counter shows that counts one event a sample, and the bursts. */
function valueAt(lives: readonly Life[], sample: number, each: number): number | undefined {
  const life = lives.find(({ first, end }) => sample >= first && sample < end);
  if (life === undefined) {
    return undefined;
  }
  const bursts = BURSTS.map((tile) => tile * each + Math.floor(each / 2)).filter((burst) => burst > life.first && burst <= sample);
  return life.from + sample - life.first + bursts.length * each;
}

function runOf(value: number | undefined): SampleRun {
  return value === undefined ? { kind: "none", count: 1 } : { kind: "line", from: value, step: 0, count: 1 };
}
