import type { Model } from "@platform/grafana-dashboards";
import { httpServerRequestDuration } from "@platform/metrics/define";
import { type Expression, selectorsOf } from "@platform/promql";
import { metricsOfSli, type Sli } from "@platform/slo/define";
import { equals, type InhibitRule, oneOf } from "./alertmanager-config.ts";

/** What can be asked about the events of a metric: how many there are, of which kind, or how large each of them is. */
type Question = "number" | "size";

/**
 * While an objective pages, critical alerts that ask the same about the same metric say nothing new: one on availability explains the rate
 * of errors, one on latency the response time, and neither explains the other.
 *
 * @param pages - names of the tiers that page
 */
export function symptomInhibitions(pages: readonly string[], { service, slos, alerts }: Model["services"][number]): readonly InhibitRule[] {
  const ofSlos = slos.map(({ name, sli }) => ({ name, questions: questionsOfSli(sli) }));
  const symptoms = alerts
    .filter(({ severity, labels: { slo, explains: isCause } }) => severity === "critical" && slo === undefined && isCause === undefined)
    .map(({ name, expression }) => {
      const own = questionsOf(expression);
      return { name, slos: ofSlos.filter(({ questions }) => questions.some((one) => own.has(one))).map((slo) => slo.name) };
    })
    .filter((symptom) => symptom.slos.length > 0);
  return [...Map.groupBy(symptoms, (symptom) => JSON.stringify(symptom.slos)).values()].map((some) => ({
    source_matchers: [oneOf("tier", pages), equals("service", service.name), oneOf("slo", some[0]?.slos ?? [])],
    target_matchers: [
      oneOf(
        "alertname",
        some.map(({ name }) => name),
      ),
      equals("service", service.name),
    ],
  }));
}

function questionsOfSli(sli: Sli): readonly string[] {
  switch (sli.kind) {
    case "http-availability":
      return [question(httpServerRequestDuration.name, "number")];
    case "http-latency":
      return [question(httpServerRequestDuration.name, "size")];
    case "time-slice":
      return questionsOfSli(sli.of);
    default:
      return metricsOfSli(sli).map(({ name, kind }) => question(name, kind === "histogram" ? "size" : "number"));
  }
}

/** Who reads the size of events asks about it, even where it counts them, too: a mean divides by their number, a guard wants some traffic. */
function questionsOf(expression: Expression): ReadonlySet<string> {
  const selectors = Map.groupBy(selectorsOf(expression), ({ series }) => series.name);
  return new Set(
    [...selectors].map(([name, some]) => question(name, some.some(({ part }) => part !== "count" && part !== "value") ? "size" : "number")),
  );
}

function question(metric: string, about: Question): string {
  return `${about} of ${metric}`;
}
