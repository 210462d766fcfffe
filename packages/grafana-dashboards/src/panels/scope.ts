/**
 * Matchers that the selectors of a dashboard carry: the services and instances that the reader has chosen in its drop-downs.
 * A record has no label `instance`, because it adds up all of them; it carries {@link CHOSEN_JOB}.
 */
export const CHOSEN = { job: { matches: "$job" }, instance: { matches: "$instance" } } as const;

export const CHOSEN_JOB = { job: { matches: "$job" } } as const;
