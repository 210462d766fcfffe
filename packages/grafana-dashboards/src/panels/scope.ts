import { type Selector, select, up } from "@platform/promql";

/**
 * Matchers that the selectors of a dashboard carry: the services and instances that the reader has chosen in its drop-downs.
 * A record has no label `instance`, because it adds up all of them; it carries {@link CHOSEN_JOB}.
 */
export const CHOSEN = { job: { matches: "$job" }, instance: { matches: "$instance" } } as const;

export const CHOSEN_JOB = { job: { matches: "$job" } } as const;

/** One objective of one service. */
export const CHOSEN_SLO = { ...CHOSEN_JOB, slo: { matches: "$slo" } } as const;

/** A selector of the targets that the reader has chosen. */
export function ofChosen(selector: Selector): Selector {
  const own = (["job", "instance"] as const).map((label) => ({ label, operator: "=~", value: CHOSEN[label].matches }) as const);
  return { ...selector, matchers: [...own, ...selector.matchers] };
}

/**
 * A selector of what other programs have too, such as `up` or the CPU time of a process, restricted to services: "All" in a
 * drop-down means every job.
 */
export function ofServices(selector: Selector, services: readonly string[]): Selector {
  return { ...selector, matchers: [...selector.matchers, ...select(up, { job: services }).matchers] };
}
