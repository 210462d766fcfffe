import { isOpen, type LabelDomain } from "@platform/metrics/define";
import type { Problem } from "../model/model.ts";
import { matcherText, matchOf } from "./alert-match.ts";
import type { WrittenAlertmanager, WrittenInhibition } from "./read-alertmanager.ts";
import type { KnownAlert } from "./written-catalog.ts";

/** Inhibitions that silence nothing, or more than they say. */
export function inhibitionProblems({ file, inhibitions }: WrittenAlertmanager, alerts: readonly KnownAlert[]): readonly Problem[] {
  return inhibitions.flatMap((inhibition, index): readonly Problem[] => {
    const subject = `inhibition ${index + 1}`;
    const place = file.at(inhibition.node);
    const never = whyNever(inhibition, alerts);
    if (never !== undefined) {
      return [{ check: "inhibition-matches", severity: "error", subject, message: never, place }];
    }
    const loose = looseLabel(inhibition, alerts);
    return loose === undefined ? [] : [{ check: "inhibition-labels", severity: "error", subject, message: loose, place }];
  });
}

function whyNever({ source, target, equal }: WrittenInhibition, alerts: readonly KnownAlert[]): string | undefined {
  const sources = alerts.filter((alert) => matchOf(alert, source) !== "never");
  const targets = alerts.filter((alert) => matchOf(alert, target) !== "never");
  if (sources.length === 0 || targets.length === 0) {
    const [side, matchers] = sources.length === 0 ? (["source", source] as const) : (["target", target] as const);
    return `No alert can be its ${side}: none carries ${matcherText(matchers)}.`;
  }
  const lacking = (label: string) => !sources.some((one) => targets.some((other) => isOther(one, other) && agreement(one, other, label) !== "never"));
  if (sources.some((one) => targets.some((other) => isOther(one, other) && equal.every((label) => agreement(one, other, label) !== "never")))) {
    return undefined;
  }
  const label = equal.find(lacking);
  return label === undefined
    ? `No source and target ever agree on ${equal.join(", ")} together.`
    : `No source and target ever agree on "${label}"${label === "alertname" ? ": an alert of two severities would have to have one name" : ""}.`;
}

/** An alert that never is its own opposite: one rule with one severity does not silence itself. */
function isOther(one: KnownAlert, other: KnownAlert): boolean {
  return one !== other || one.isOpen || [...one.labels.values()].some((domain) => domain === undefined || isOpen(domain) || domain.length > 1);
}

/**
 * Alertmanager takes two alerts that both lack a label for alerts that agree on it: a critical alert about one thing then silences every
 * warning about another.
 */
function looseLabel({ source, target, equal }: WrittenInhibition, alerts: readonly KnownAlert[]): string | undefined {
  for (const one of alerts.filter((alert) => !alert.isOpen && matchOf(alert, source) !== "never")) {
    for (const other of alerts.filter((alert) => alert !== one && !alert.isOpen && matchOf(alert, target) !== "never")) {
      const shared = equal.filter((label) => agreement(one, other, label) !== "never");
      const absent = equal.filter((label) => !one.labels.has(label) && !other.labels.has(label));
      if (shared.length === equal.length && absent.length > 0) {
        return `${one.name} silences ${other.name} although both lack "${absent[0]}", and whatever else lacks it: ask for it in both lists of matchers, ${absent[0]}=~".+".`;
      }
    }
  }
  return undefined;
}

function agreement(one: KnownAlert, other: KnownAlert, label: string): "never" | "perhaps" {
  const [mine, theirs] = [valuesOf(one, label), valuesOf(other, label)];
  return mine === undefined || theirs === undefined || mine.some((value) => theirs.includes(value)) ? "perhaps" : "never";
}

/** The values of a label; an empty one where it is not there, undefined where they are not known. */
function valuesOf({ labels, isOpen: carriesMore }: KnownAlert, label: string): readonly string[] | undefined {
  if (!labels.has(label)) {
    return carriesMore ? undefined : [""];
  }
  const domain: LabelDomain | undefined = labels.get(label);
  return domain === undefined || isOpen(domain) ? undefined : domain;
}
