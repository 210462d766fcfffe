import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const HERE = "metrics/test/reliability.test.ts";
const FORMATS = "metrics/test/reliability-of-formats.test.ts";
const ATTACKS = "express-middleware/test/attacks.test.ts";

/** What hurts users of metrics libraries, in the order in which we have learnt of it, and the test that shows it does not happen here. */
const ROWS: readonly (readonly [fault: string, file: string, title: string])[] = [
  ["label explosion blocks the event loop", HERE, "label explosion: 1,000,000 values keep the scrape small"],
  ["scrape stampede", HERE, "scrape stampede: twenty scrapes of 150,000 lines leave turns of the event loop to others"],
  ["inc(NaN) poisons a counter", FORMATS, "inc(NaN), among any numbers, leaves a counter the sum of those that it may count"],
  ["unsorted, double or NaN buckets", FORMATS, "buckets that are unsorted, double, NaN or infinite are refused, all others accepted"],
  ["a label __name__ kills the scrape", HERE, "a label __name__ of another library's metric costs that sample, not the scrape"],
  ["a throwing collect() fails the scrape", HERE, "a collect() that throws, rejects or hangs costs its own metric, in a scrape that is on time"],
  ["a failed constructor leaves a zombie", FORMATS, "a constructor that fails leaves no zombie: promtool is content with what stands there"],
  ["a separator in label values merges series", "metrics/test/laws.test.ts", "distinct label values are distinct series"],
  ["a wrong call throws into the handler", "metrics/test/hostile-calls.test.ts", "no call throws, whatever its arguments: a million and more"],
  ["duplicate registration on reload", HERE, "a reload a hundred times gives the same instruments and leaves one callback"],
  ["default metrics leak", HERE, "process metrics that come and go leave no handle, listener or timer behind"],
  [
    "one silent worker spoils the cluster's sums",
    "metrics/test/processes/aggregate.test.ts",
    "a worker killed in mid-scrape makes that scrape fail, and its counts stay in the next",
  ],
  ["exemplars in classic text", FORMATS, "exemplars stand in OpenMetrics and never in classic text, where they would break the scrape"],
  ["a bad Content-Type", FORMATS, "a Content-Type that Prometheus 3 would refuse is never sent: %s gets the exact one"],
  [
    "the first increment is invisible",
    "metrics/test/prometheus.test.ts",
    "the first increment is visible to increase(), for its series was there before, at 0",
  ],
  ["two copies of prom-client", HERE, "two copies of prom-client: metrics go to the registry they are given, whichever copy it is of"],
  [
    "the route holds real values",
    "express-middleware/src/express/route/resolve-route.property.test.ts",
    "with Express %s any nesting of mounts gives the templates they were written with",
  ],
  ["a 404 flood makes series", ATTACKS, "a 404 flood: random paths to Express %s are one series, and one for each route"],
  ["odd HTTP methods", ATTACKS, "odd HTTP methods from a raw socket are _OTHER, and what is no method is no request"],
];

test.each(ROWS)("%s: there is a test for it", (_fault, file, title) => {
  expect(readFileSync(new URL(`../../${file}`, import.meta.url), "utf8")).toContain(`"${title}"`);
});
