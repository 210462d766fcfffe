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

/** How many channels of each kind some receivers have together, from the configuration that runs. */
export function channelsOf(config: string, names: readonly string[]): ReadonlyMap<string, number> {
  const { receivers = [] } = parse(config) as { readonly receivers?: readonly (Readonly<Record<string, unknown>> & { readonly name: string })[] };
  const counts = new Map<string, number>();
  for (const [key, list] of receivers.filter(({ name }) => names.includes(name)).flatMap((receiver) => Object.entries(receiver))) {
    if (key.endsWith("_configs") && Array.isArray(list)) {
      const channel = key.slice(0, -"_configs".length);
      counts.set(channel, (counts.get(channel) ?? 0) + list.length);
    }
  }
  return counts;
}
