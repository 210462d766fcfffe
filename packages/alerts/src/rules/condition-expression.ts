import { aggregate, binary, call, type InstantVector, labelsOf, predictLinear, type Selector, select, selectorsOf, up } from "@platform/promql";
import type { AlertDefinition, Condition, Filling, Guard, Level } from "../definition/alert-definition.ts";
import { mapSelectors } from "../signal/signal.ts";
import { signalExpression, volumeOf } from "../signal/signal-expression.ts";

const OPERATORS = { above: ">", below: "<" } as const;

/** Host of a target, without its port, so that a silence of a machine's alert reaches those of the programs on it. */
const HOST = "^(.*?)(:[0-9]+)?$";

/** An alert that reads only its job. */
export function ofJob(definition: AlertDefinition, job: string): AlertDefinition {
  const change = (selector: Selector): Selector =>
    selector.matchers.some(({ label }) => label === "job")
      ? selector
      : { ...selector, matchers: [{ label: "job", operator: "=", value: job }, ...selector.matchers] };
  return { ...definition, condition: conditionOfJob(definition.condition, change), guards: definition.guards.map((guard) => guardOf(guard, change)) };
}

function guardOf(guard: Guard, change: (selector: Selector) => Selector): Guard {
  return { ...guard, signal: mapSelectors(guard.signal, change) };
}

function conditionOfJob(condition: Condition, change: (selector: Selector) => Selector): Condition {
  switch (condition.kind) {
    case "above":
    case "below":
      return { ...condition, signal: mapSelectors(condition.signal, change) };
    case "absent":
      return { ...condition, of: change(condition.of) };
    case "filling":
      return { ...condition, of: change(condition.of), size: change(condition.size) };
    case "data-missing":
      return { ...condition, of: condition.of.map(change) };
    default:
      return condition;
  }
}

/** Everything that an alert of any job reads. */
export function selectorsOfAlert(definition: AlertDefinition): readonly Selector[] {
  return definition.levels.slice(0, 1).flatMap((level) => selectorsOf(alertExpression(definition, level, "any")));
}

/** The expression of an alert of a job, which holds while the alert is right. */
export function alertExpression(definition: AlertDefinition, { limit = 0 }: Level, job: string): InstantVector {
  const { condition, guards, minimum } = definition;
  switch (condition.kind) {
    case "above":
    case "below": {
      const compared = binary(signalExpression(condition.signal), OPERATORS[condition.kind], limit);
      const volume = minimum > 0 ? volumeOf(condition.signal) : undefined;
      const busy = volume === undefined ? compared : binary(compared, "and", binary(signalExpression(volume), ">=", minimum));
      return guards.reduce(guarded, busy);
    }
    case "absent":
      return call("absent", condition.of);
    case "filling":
      return fillingExpression(condition);
    case "down":
      return binary(noneUp(job), "or", call("absent", select(up, { job })));
    case "instance-down":
      return withHost(binary(targetDown(job), "unless", noneUp(job), { matching: { kind: "on", labels: ["job"] } }));
    case "target-down":
      return withHost(targetDown(job));
    case "always":
      return binary(call("vector", 1), ">", 0);
    case "data-missing":
      return dataMissing(condition.of, job);
  }
}

function targetDown(job: string): InstantVector {
  return binary(select(up, { job }), "==", 0);
}

function withHost(of: InstantVector): InstantVector {
  return call("label_replace", of, "host", "$1", "instance", HOST);
}

function noneUp(job: string): InstantVector {
  return binary(aggregate("sum", select(up, { job }), { by: ["job"] }), "==", 0);
}

/** Joined by all labels where both have the same, and by those that both have otherwise. */
function guarded(compared: InstantVector, { signal, comparison, limit }: Guard): InstantVector {
  const other = binary(signalExpression(signal), OPERATORS[comparison], limit);
  const [one, two] = [labelsOf(compared), labelsOf(other)];
  const isSame = one.size === two.size && [...one.keys()].every((label) => two.has(label));
  const labels = [...one.keys()].filter((label) => two.has(label));
  return binary(compared, "and", other, isSame ? {} : { matching: { kind: "on", labels } });
}

function fillingExpression({ of, size, says, windowSeconds, aheadSeconds, fromShare }: Filling): InstantVector {
  const predicted = predictLinear(of, windowSeconds, aheadSeconds);
  const share = binary(of, "/", size);
  return says === "free"
    ? binary(binary(predicted, "<", 0), "and", binary(share, "<", Number((1 - fromShare).toPrecision(6))))
    : binary(binary(predicted, ">", size), "and", binary(share, ">", fromShare));
}

/** Names what is missing in a label, and leaves to the alert on the job itself that nothing of it is there. */
function dataMissing(of: readonly Selector[], job: string): InstantVector {
  const [first, ...others] = of.map((selector) =>
    call("label_replace", aggregate("max", call("absent", selector), { by: ["job"] }), "metric", selector.series.name, "", ""),
  ) as [InstantVector, ...InstantVector[]];
  const missing = others.reduce((left, right) => binary(left, "or", right), first);
  return binary(missing, "unless", binary(noneUp(job), "or", call("absent", select(up, { job }))), { matching: { kind: "on", labels: ["job"] } });
}
