/** What `platform list` lists. */
export const LISTS = ["services", "metrics", "objectives", "alerts", "dashboards"] as const;

export type List = (typeof LISTS)[number];
