import { bank, hotel, lookout, payment, search, trip } from "./travel-services.ts";

/** Changes that make no difference in any data, with the reason. */
export type Equivalent = readonly [changes: readonly string[], reason: string];

const repeat = (change: string, count: number) => Array.from({ length: count }, () => change);
const ranges = ["1h", "2h", "6h", "1d", "3d", "30d"].map((range) => `[5m] → [${range}]`);

const JOINED = "the other side of the operator restricts this one to the same labels";
const LEAST: Equivalent = [["1 → 0.5", "1 → 2"], "the least number of events that is divided by matters only where there is one at most"];
const LIMIT: Equivalent = [["> → >="], "differs only while a value is the limit to the last bit"];
const STARTED: Equivalent = [["process_start_time_seconds without job"], JOINED];
const EMPTY_BEFORE: Equivalent = [ranges, "what has no sample in the tile before has no number of resets there either, and is left out"];
const EMPTY: Equivalent = [ranges, "a series without a sample in a tile adds nothing, or nothing and a zero"];
/** A label left out of so many selectors of a record. */
const withoutIdentity = (record: string, count = 1): Equivalent => [
  ["job", "slo"].flatMap((label) => repeat(`${record} without ${label}`, count)),
  JOINED,
];
/** Bad events among all, each a number of selectors of a record. */
const ratioOf = (record: string, count = 1): readonly Equivalent[] => [
  ...["bad_events", "events"].map((name) => withoutIdentity(`slo:${name}:${record}`, count)),
  LEAST,
];

const FAST: Readonly<Record<string, readonly Equivalent[]>> = {
  "slo:burn_rate:multiple 5m": [LEAST],
  "slo:burn_rate:multiple 1h": [LEAST],
  "slo:error_budget_exhaustion:seconds": [
    ...["slo:error_budget_remaining:ratio", "slo:burn_rate:multiple"].map((record) => withoutIdentity(record)),
    [["1e-9 → 5e-10", "1e-9 → 2e-9"], "any number so small keeps a burn rate of 0 from making 0 / 0"],
  ],
};

const WINDOWS: Readonly<Record<string, readonly Equivalent[]>> = {
  ...FAST,
  "slo:burn_rate:multiple 30m": [LEAST],
  "slo:burn_rate:multiple 6h": ratioOf("tile"),
  "slo:burn_rate:multiple 1d": ratioOf("tile"),
  "slo:burn_rate:multiple 3d": ratioOf("tile"),
  "slo:good_events:ratio": ratioOf("part"),
};

/** A label left out of one of the six selectors of a counter; a series that is born there must be of the SLO itself, in its own job. */
const withoutLabels = (series: string, others: readonly string[]): Equivalent => [
  [...repeat(`${series} without job`, 6), ...others.flatMap((label) => repeat(`${series} without ${label}`, 5))],
  JOINED,
];

/** By the way to count, of the tiles of all events and of the bad ones. */
const COUNTED: Readonly<Record<"own" | "rest", { readonly total: readonly Equivalent[]; readonly bad: readonly Equivalent[] }>> = {
  own: {
    total: [withoutLabels("slo_events_total", ["slo"]), EMPTY_BEFORE, LIMIT, STARTED],
    bad: [withoutLabels("slo_events_total", ["slo", "outcome"]), EMPTY, EMPTY_BEFORE, LIMIT, STARTED],
  },
  rest: {
    total: [withoutLabels("booking_attempts_total", []), EMPTY_BEFORE, LIMIT, STARTED],
    bad: [
      ...[withoutLabels("booking_attempts_total", []), EMPTY_BEFORE, LIMIT, STARTED],
      ...[withoutLabels("bookings_total", []), EMPTY, EMPTY_BEFORE, LIMIT, STARTED],
    ],
  },
};

const SLICE: readonly Equivalent[] = [LIMIT, LEAST];

/** The delay of a tile as the year of its period sees it. */
const YEAR: Equivalent = [["165 → 82.5", "165 → 330"], "a year begins later than a test goes"];

/** The delay of a tile, where the month and the year of its Monday are asked for a day later. */
const WEEK: Equivalent = [["165 → 82.5", "165 → 330", "165 → 82.5", "165 → 330"], "no month of a test ends on a Monday"];

/** Records of a calendar period: those of its tiles, and sums of so many selectors of parts. Its dates are read in the tiles and in each sum. */
const calendar = (selectors: number, dates: readonly Equivalent[], secondsLeft: readonly Equivalent[] = []) => ({
  ...FAST,
  "slo:events:calendar_tile": [...COUNTED.own.total, ...dates],
  "slo:bad_events:calendar_tile": [...COUNTED.own.bad, ...dates],
  "slo:good_events:ratio": [...ratioOf("calendar_part", selectors), ...dates, ...dates],
  "slo:error_budget_remaining:ratio": [
    withoutIdentity("slo:good_events:ratio"),
    withoutIdentity("slo:events:calendar_part", selectors + 1),
    withoutIdentity("slo:events:calendar_tile"),
    LEAST,
    ...dates,
    ...secondsLeft,
  ],
});

/** Of the months that follow in a quarter only their lengths are asked for. */
const LATER_MONTHS: readonly Equivalent[] = [
  [["1 → 0.5", "1 → 2", "1 → 0.5", "1 → 2"], "half a day before the month ends, or a day after, lies a day or 32 days before the same month"],
  [["86400 → 43200", "86400 → 172800", "86400 → 43200", "86400 → 172800"], "the time of day is less than the day, or the 32, that are added"],
  [["86400 → 43200", "86400 → 172800"], "half a day and two days after the end of a month lie in the next one too"],
  [["1 → 0.5", "1 → 0.5"], "half a month more changes nothing in whether a month of the quarter follows"],
  [["1 → 0.5"], "of whole months less than one and less than a half are none"],
];

/** Where a test has a sample every half minute for days, promtool says of some changes that they read more than it can. */
function readable(all: Readonly<Record<string, readonly Equivalent[]>>): Readonly<Record<string, readonly Equivalent[]>> {
  const tooMuch = ["[5m] → [30d]", "slo:events:calendar_tile without job", "slo:events:calendar_tile without slo"];
  const of = (some: readonly Equivalent[]) =>
    some.map(([changes, reason]): Equivalent => [changes.filter((change) => !tooMuch.includes(change)), reason]);
  return Object.fromEntries(Object.entries(all).map(([record, some]) => [record, of(some)]));
}

/** An SLO of each way to count, and of each period, with the changes of its records that make no difference. A composite has no others than its parts. */
export const recordCases = [
  [
    "bad events that have series of their own",
    payment,
    "availability",
    { ...WINDOWS, "slo:events:tile": COUNTED.own.total, "slo:bad_events:tile": COUNTED.own.bad },
  ],
  [
    "bad events that are what is left of all",
    hotel,
    "booking",
    { ...WINDOWS, "slo:events:tile": COUNTED.rest.total, "slo:bad_events:tile": COUNTED.rest.bad },
  ],
  [
    "a composite of both",
    trip,
    "planned",
    {
      ...WINDOWS,
      "slo:events:tile": [...COUNTED.rest.total, ...COUNTED.own.total],
      "slo:bad_events:tile": [...COUNTED.rest.bad, ...COUNTED.own.bad],
    },
  ],
  ["a probe", search, "probed", WINDOWS],
  ["a composite of probes", lookout, "all-probed", { ...FAST, "slo:good_events:ratio": ratioOf("part") }],
  ["a composite of a probe and a counter, over a week", lookout, "probed-and-paid", readable(calendar(1, [WEEK]))],
  // A matcher less in the longest window is more than promtool reads: it says so.
  ["slices of time", search, "minutes", { ...WINDOWS, "slo:burn_rate:multiple 3d": [LEAST], "slo:bad_slice:bool": SLICE }],
  [
    "slices of time that are bad without data",
    bank,
    "strict-minutes",
    { ...FAST, "slo:good_events:ratio": ratioOf("part"), "slo:bad_slice:bool": SLICE },
  ],
  ["a calendar week", bank, "weekly", calendar(1, [WEEK])],
  ["a calendar month", bank, "monthly", calendar(1, [YEAR])],
  ["a calendar quarter", bank, "quarterly-report", calendar(5, [YEAR], LATER_MONTHS)],
  [
    "62 days, read in two parts",
    bank,
    "two-months",
    { ...FAST, "slo:good_events:ratio": ratioOf("part", 3), "slo:events:tile": COUNTED.own.total, "slo:bad_events:tile": COUNTED.own.bad },
  ],
] as const;

const AT_THE_LIMIT = "differs only while a value is the limit to the last bit";
const JOINED_BY_IDENTITY = "both sides of the division are joined by job and SLO, so that the other side restricts this one";

/** Changes of alerts that make no difference, by the end of the alert's name. */
export const alertEquivalents: Readonly<Record<string, readonly (readonly [change: string, reason: string])[]>> = {
  FastBurn: [
    ["> → >=", AT_THE_LIMIT],
    ["> → >=", AT_THE_LIMIT],
  ],
  MediumBurn: [
    ["> → >=", AT_THE_LIMIT],
    ["> → >=", AT_THE_LIMIT],
  ],
  SlowBurn: [
    ["> → >=", AT_THE_LIMIT],
    ["> → >=", AT_THE_LIMIT],
  ],
  DataMissing: [["max → min", "absent() gives one series"]],
  DayBurn: [
    ["> → >=", AT_THE_LIMIT],
    ["> → >=", AT_THE_LIMIT],
    ["slo:bad_events:tile without job", JOINED_BY_IDENTITY],
    ["slo:bad_events:tile without slo", JOINED_BY_IDENTITY],
    ["slo:events:tile without job", JOINED_BY_IDENTITY],
    ["slo:events:tile without slo", JOINED_BY_IDENTITY],
    ["1 → 0.5", "the least number of events that is divided by matters only where there is none, and then no event is bad"],
    ["1 → 2", "halves a ratio only where a window holds a single event"],
  ],
  SteadyBurn: [
    ["> → >=", AT_THE_LIMIT],
    ["> → >=", AT_THE_LIMIT],
  ],
  BudgetSpend: [
    ["> → >=", AT_THE_LIMIT],
    ["slo:bad_events:tile without job", JOINED_BY_IDENTITY],
    ["slo:bad_events:tile without slo", JOINED_BY_IDENTITY],
    ["slo:events:part without job", JOINED_BY_IDENTITY],
    ["slo:events:part without slo", JOINED_BY_IDENTITY],
    ["slo:events:tile without job", JOINED_BY_IDENTITY],
    ["slo:events:tile without slo", JOINED_BY_IDENTITY],
  ],
  BudgetExhausted: [
    ["< → <=", AT_THE_LIMIT],
    ["< → <=", AT_THE_LIMIT],
    ["< → <=", AT_THE_LIMIT],
  ],
};
