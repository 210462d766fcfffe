import { templateText } from "@platform/promql";
import { periodText } from "../definition/period.ts";
import type { SloContext } from "./slo-context.ts";

/** Who is concerned: "Payment availability". */
export function subjectText({ service, slo }: SloContext): string {
  return templateText(`${service.title} ${slo.name}`);
}

/** What was promised: "The promise: 99.99 % of events good over 30 days. Payments answer without a server error." */
export function promiseText({ slo }: SloContext): string {
  return templateText(`The promise: ${percent(slo.objective)} of events good over ${periodText(slo)}. ${slo.help}`);
}

/** 0.9999 as "99.99 %". */
export function percent(share: number, digits = 6): string {
  return `${Number((share * 100).toPrecision(digits))} %`;
}
