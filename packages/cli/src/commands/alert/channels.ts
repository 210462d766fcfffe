import { parse } from "yaml";

/** What Alertmanager sent by one kind of channel. */
export interface ChannelCount {
  readonly sent: number;
  /** Tries that failed; each is tried again. */
  readonly failed: number;
}

const COUNTER = /^alertmanager_(notification_requests_total|notification_requests_failed_total)\{[^}]*integration="([^"]+)"[^}]*\} (\S+)$/gm;

/** Requests that were taken, by the kind of channel, from Alertmanager's own metrics. */
export function countedSends(exposition: string): ReadonlyMap<string, ChannelCount> {
  const counts = new Map<string, { tried: number; failed: number }>();
  for (const [, name, channel = "", value] of exposition.matchAll(COUNTER)) {
    const count = counts.get(channel) ?? { tried: 0, failed: 0 };
    const part = name === "notification_requests_total" ? "tried" : "failed";
    counts.set(channel, { ...count, [part]: count[part] + Number(value) });
  }
  return new Map([...counts].map(([channel, { tried, failed }]) => [channel, { sent: tried - failed, failed }]));
}

/** How many channels of each kind a receiver has, from the configuration that runs. */
export function channelsOf(config: string, receiver: string): ReadonlyMap<string, number> {
  const { receivers = [] } = parse(config) as { readonly receivers?: readonly (Readonly<Record<string, unknown>> & { readonly name: string })[] };
  const found = receivers.find(({ name }) => name === receiver) ?? {};
  const lists = Object.entries(found).flatMap(([key, list]) =>
    key.endsWith("_configs") && Array.isArray(list) ? [[key, list.length] as const] : [],
  );
  return new Map(lists.map(([key, count]) => [key.slice(0, -"_configs".length), count]));
}
