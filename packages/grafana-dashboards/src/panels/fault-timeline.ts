import { type AlertDefinition, type AlertDefinitions, mapSelectors, type Signal, signalExpression } from "@platform/alerts";
import { aggregate, binary, type Severity } from "@platform/promql";
import type { Panel, State } from "../model/model.ts";
import { panel, show } from "./panel.ts";
import { ofChosen } from "./scope.ts";
import { alertTitle, isFault, watchedBy } from "./watched.ts";

/** As numbers that {@link STATES} turns back into words. */
const RANK: Readonly<Record<Severity, number>> = { info: 1, warning: 2, critical: 3 };

const STATES: readonly State[] = [
  { from: null, text: "fine", color: "green" },
  { from: RANK.info, text: "info", color: "blue" },
  { from: RANK.warning, text: "warning", color: "orange" },
  { from: RANK.critical, text: "critical", color: "red" },
];

/** A band for each alert on a fault, of the worst instance, coloured as severe as the alert while it is there. */
export function faultTimeline(alerts: AlertDefinitions): readonly Panel[] {
  const faults = Object.entries(alerts).flatMap(([name, alert]) => {
    const signal = watchedBy(alert);
    return signal !== undefined && isFault(alert) ? [{ name, alert, signal }] : [];
  });
  if (faults.length === 0) {
    return [];
  }
  return [
    panel("state-timeline", {
      title: "Faults",
      description:
        "What should not happen at all, in the worst instance: a band has the colour of its alert while it does. The alert itself may wait until it has lasted. " +
        "What a target does not have is no band.",
      queries: faults.map(({ name, alert, signal }) => ({
        ...show(severityNow(alert, signal), alertTitle(name)),
        mayBeEmpty: "the target has no such part",
      })),
      height: Math.ceil((faults.length * 24 + 110) / 30),
      options: { states: STATES },
    }),
  ];
}

/** 0 while all is well, else the rank of the severity. */
function severityNow({ condition, levels }: AlertDefinition, signal: Signal) {
  const watched = signalExpression(mapSelectors(signal, ofChosen));
  const operator = condition.kind === "below" ? "<" : ">";
  const ranks = levels
    .flatMap(({ severity, limit }) => (limit === undefined ? [] : [{ limit, rank: RANK[severity] }]))
    .toSorted((one, other) => one.rank - other.rank);
  const [first, ...others] = ranks.map(({ limit, rank }, index) => {
    const step = rank - (ranks[index - 1]?.rank ?? 0);
    const reached = aggregate("max", binary(watched, operator, limit, { bool: true }));
    return step === 1 ? reached : binary(reached, "*", step);
  });
  return others.reduce((left, right) => binary(left, "+", right), first ?? binary(0, "*", watched));
}
