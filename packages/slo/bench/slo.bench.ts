import { print } from "@platform/promql";
import { sloRules } from "@platform/slo";
import { defineService, defineSlo, httpAvailability, httpLatency, type ServiceDefinition } from "@platform/slo/define";
import type { BenchCase } from "../../../scripts/bench/bench-case.ts";

const SLOS_EACH = 10;

/** Services with ten SLOs each. */
function services(slos: number): readonly ServiceDefinition[] {
  return Array.from({ length: slos / SLOS_EACH }, (_, index) =>
    defineService({
      name: `service-${index}`,
      title: `Service ${index}`,
      help: "One of many.",
      owner: "team",
      port: 3000,
      slos: Array.from({ length: SLOS_EACH }, (_, number) => {
        const sli = number % 2 === 0 ? httpAvailability() : httpLatency({ thresholdSeconds: number / 10 });
        return defineSlo({ name: `objective-${number}`, help: "Requests are answered.", objective: 0.99, sli });
      }),
    }),
  );
}

/** Milliseconds from definitions to the PromQL text of every rule. */
function generate(slos: number): number {
  const definitions = services(slos);
  const start = performance.now();
  const texts = definitions
    .flatMap((service) => sloRules({ service, scrapeIntervalSeconds: 15, evaluationIntervalSeconds: 30, tileSeconds: 300 }))
    .flatMap(({ rules }) => rules.map(({ expression }) => print(expression)));
  const milliseconds = performance.now() - start;
  if (texts.length !== slos * 23) {
    throw new Error(`Made ${texts.length} rules of ${slos} SLOs.`);
  }
  return milliseconds;
}

export default [
  {
    bench: "slo",
    case: "rules of 1,000 SLOs, printed",
    peer: "limit",
    kind: "measure",
    unit: "ms",
    ours: () => generate(1000),
    theirs: 2000,
    target: 1,
  },
  {
    bench: "slo",
    case: "10,000 SLOs, a tenth of their time",
    peer: "1,000 SLOs",
    kind: "measure",
    unit: "ms",
    ours: () => generate(10_000) / 10,
    theirs: () => generate(1000),
    target: 1.5,
  },
] satisfies BenchCase[];
