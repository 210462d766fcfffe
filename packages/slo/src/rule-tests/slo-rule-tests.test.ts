import { expect, test } from "vitest";
import { composite, defineService, defineSlo, httpAvailability, httpLatency, timeSlice } from "../define.ts";
import { sloRuleTests } from "./slo-rule-tests.ts";

const rest = { help: "Answers.", objective: 0.95 } as const;
const available = defineSlo({ ...rest, name: "available", sli: httpAvailability({ counted: "from-metric" }) });
const prompt = defineSlo({ ...rest, name: "prompt", sli: httpLatency({ thresholdSeconds: 0.5, counted: "from-metric" }) });
const atSource = defineSlo({ ...rest, name: "at-source", sli: httpLatency({ thresholdSeconds: 0.5 }) });
const minutes = defineSlo({ ...rest, name: "minutes", sli: timeSlice({ of: httpAvailability(), minimumGood: 0.95, missing: "bad" }) });

test.each([
  ["parts that count the same requests is", "missing data alone", [available, prompt], false],
  ["parts that count their own is", "all it does", [available, atSource], true],
  ["slices that its own rules record without data is", "missing data alone", [minutes, available], false],
])("a composite of %s tested for %s", (_, __, parts, isTested) => {
  const journey = defineSlo({ ...rest, name: "journey", sli: composite({ parts: parts.map((slo) => ({ slo })) }) });
  const shop = defineService({ name: "shop", title: "Shop", help: "Sells.", owner: "shop", port: 3000, slos: [...parts, journey] });
  const tests = sloRuleTests({ service: shop, scrapeIntervalSeconds: 15, evaluationIntervalSeconds: 30, tileSeconds: 300 });
  expect(tests.some(({ name }) => name.endsWith("of journey"))).toBe(isTested);
  const alerts = tests.filter(({ expectations }) => expectations.some(({ alert }) => alert.labels.slo === "journey"));
  expect(alerts.every(({ name }) => name.startsWith("missing data"))).toBe(!isTested);
});
