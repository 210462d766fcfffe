import { defineCounter, defineGauge, defineHistogram } from "@platform/metrics/define";
import {
  composite,
  defineService,
  defineSlo,
  eventRatio,
  httpAvailability,
  httpLatency,
  nativeThreshold,
  probeSuccess,
  type SloDefinition,
  threshold,
  timeSlice,
} from "../src/define.ts";

const attempts = defineCounter({
  name: "payment_attempts_total",
  help: "Payments tried.",
  labels: { outcome: ["ok", "declined", "failed"], method: ["card", "transfer"] },
});
const bookingAttempts = defineCounter({ name: "booking_attempts_total", help: "Bookings tried.", labels: { hotel: ["lake", "city"] } });
const bookings = defineCounter({ name: "bookings_total", help: "Bookings made.", labels: { hotel: ["lake", "city"] } });
const matching = defineHistogram({ name: "ride_matching_seconds", help: "Time to find a driver.", buckets: [30, 60, 120, 300] });

/** One SLO of each kind, at objectives from 90 % to 99.99 %. */
export const payment = defineService({
  name: "payment",
  title: "Payment",
  help: "Takes payments.",
  owner: "payments",
  port: 3003,
  metrics: { attempts },
  slos: [
    defineSlo({ name: "availability", help: "Payments are answered.", objective: 0.9999, sli: httpAvailability() }),
    defineSlo({ name: "latency", help: "Payments are answered within two seconds.", objective: 0.95, sli: httpLatency({ thresholdSeconds: 2 }) }),
    defineSlo({
      name: "success",
      help: "Payments succeed.",
      objective: 0.99,
      sli: eventRatio({ good: { metric: attempts, labels: { outcome: ["ok", "declined"] } }, total: { metric: attempts, labels: {} } }),
    }),
  ],
});

export const hotel = defineService({
  name: "hotel",
  title: "Hotel",
  help: "Books rooms.",
  owner: "hotels",
  port: 3004,
  metrics: { bookingAttempts, bookings },
  slos: [
    defineSlo({
      name: "booking",
      help: "Bookings succeed.",
      objective: 0.95,
      sli: eventRatio({ good: { metric: bookings, labels: {} }, total: { metric: bookingAttempts, labels: {} } }),
    }),
  ],
});

export const taxi = defineService({
  name: "taxi",
  title: "Taxi",
  help: "Finds rides.",
  owner: "rides",
  port: 3005,
  metrics: { matching },
  slos: [
    defineSlo({
      name: "matching",
      help: "Rides are matched within two minutes.",
      objective: 0.9,
      sli: threshold({ metric: matching, bound: 120 }),
      tiers: ["medium", "slow", "day", "steady"],
    }),
  ],
});

const probe = defineGauge({ name: "probe_success", help: "1 where a probe succeeded.", labels: { flow: ["search", "pay"] } });
const ranking = defineHistogram({ name: "ranking_seconds", help: "Time to rank what was found.", buckets: [], native: {} });
const reached = defineSlo({
  name: "reached",
  help: "Answers, by the request histogram.",
  objective: 0.995,
  sli: httpAvailability({ counted: "from-metric" }),
});

/** One SLO of each further kind of SLI, and of each calendar period. */
export const search = defineService({
  name: "search",
  title: "Search",
  help: "Finds rooms and rides.",
  owner: "search",
  port: 3006,
  metrics: { probe },
  slos: [
    reached,
    defineSlo({
      name: "prompt",
      help: "Answers within half a second, by the request histogram.",
      objective: 0.95,
      calendar: "month",
      tiers: ["fast"],
      dailySpend: false,
      sli: httpLatency({ thresholdSeconds: 0.5, counted: "from-metric" }),
    }),
    defineSlo({
      name: "probed",
      help: "The probe of the search succeeds.",
      objective: 0.99,
      sli: probeSuccess({ metric: probe, labels: { flow: ["search"] } }),
      missingData: "page",
    }),
    defineSlo({
      name: "minutes",
      help: "Minutes in which nearly all is answered.",
      objective: 0.99,
      sli: timeSlice({ of: httpAvailability(), minimumGood: 0.95 }),
      dailySpend: false,
    }),
    defineSlo({
      name: "journey",
      help: "A user searches and pays.",
      objective: 0.99,
      calendar: "week",
      tiers: ["fast"],
      dailySpend: false,
      sli: composite({ parts: [{ slo: reached }, { slo: payment.slos[0] as SloDefinition, service: payment, weight: 5 }] }),
    }),
    defineSlo({ name: "quarterly", help: "Answers.", objective: 0.999, calendar: "quarter", sli: httpAvailability(), tiers: ["day"] }),
  ],
});

/** promtool of Prometheus 2.42 cannot read the series of its tests. */
export const native = defineService({
  name: "ranking",
  title: "Ranking",
  help: "Ranks what was found.",
  owner: "search",
  port: 3007,
  metrics: { ranking },
  slos: [
    defineSlo({
      name: "ranked",
      help: "Ranked within a quarter of a second.",
      objective: 0.99,
      sli: nativeThreshold({ metric: ranking, bound: 0.25 }),
    }),
  ],
});

/** A composite that rolls, of parts that count in the two ways there are. */
export const trip = defineService({
  name: "trip",
  title: "Trip",
  help: "Plans a whole trip.",
  owner: "trips",
  port: 3008,
  slos: [
    defineSlo({
      name: "planned",
      help: "A user books and pays.",
      objective: 0.99,
      sli: composite({
        parts: [
          { slo: hotel.slos[0] as SloDefinition, service: hotel },
          { slo: payment.slos[0] as SloDefinition, service: payment, weight: 5 },
        ],
      }),
    }),
  ],
});

const promise = { help: "Answers.", objective: 0.999, sli: httpAvailability(), tiers: ["fast"] } as const;

/** A period of each kind that is not the usual one: those of the calendar, and one that is read in two parts. */
export const bank = defineService({
  name: "bank",
  title: "Bank",
  help: "Keeps the accounts.",
  owner: "accounts",
  port: 3009,
  slos: [
    defineSlo({ ...promise, name: "weekly", calendar: "week" }),
    defineSlo({ ...promise, name: "monthly", calendar: "month" }),
    defineSlo({ ...promise, name: "quarterly-report", calendar: "quarter" }),
    defineSlo({ ...promise, name: "two-months", windowDays: 62 }),
    defineSlo({
      ...promise,
      name: "strict-minutes",
      objective: 0.99,
      sli: timeSlice({ of: httpAvailability({ counted: "from-metric" }), minimumGood: 0.9, missing: "bad" }),
    }),
  ],
});

const probed = (flow: "search" | "pay") =>
  defineSlo({
    name: `${flow}-probed`,
    help: "The probe succeeds.",
    objective: 0.99,
    sli: probeSuccess({ metric: probe, labels: { flow: [flow] } }),
    tiers: ["fast"],
  });
const [searchProbed, payProbed] = [probed("search"), probed("pay")];
const looked = { help: "What is seen from outside works.", objective: 0.99, tiers: ["fast"], dailySpend: false } as const;

/** Composites of probes, of a probe and a counter, and of slices; and a probe over a calendar period. */
export const lookout = defineService({
  name: "lookout",
  title: "Lookout",
  help: "Looks from outside.",
  owner: "search",
  port: 3010,
  metrics: { probe },
  slos: [
    searchProbed,
    payProbed,
    defineSlo({ ...looked, name: "all-probed", sli: composite({ parts: [{ slo: searchProbed }, { slo: payProbed, weight: 3 }] }) }),
    defineSlo({
      ...looked,
      name: "probed-and-paid",
      calendar: "week",
      sli: composite({
        parts: [
          { slo: searchProbed, weight: 2 },
          { slo: payment.slos[0] as SloDefinition, service: payment },
        ],
      }),
    }),
    defineSlo({
      ...looked,
      name: "probed-minutes",
      sli: composite({ parts: [{ slo: payProbed }, { slo: search.slos.find(({ name }) => name === "minutes") as SloDefinition, service: search }] }),
    }),
    defineSlo({ ...looked, name: "monthly-probe", calendar: "month", sli: searchProbed.sli }),
  ],
});
