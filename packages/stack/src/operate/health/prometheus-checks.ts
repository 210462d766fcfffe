import { type Ask, askAt, querySamples } from "./prometheus-api.ts";
import type { HealthCheck, HealthResult } from "./stack-health.ts";

interface Targets {
  readonly data: {
    readonly activeTargets: readonly { readonly labels: Readonly<Record<string, string>>; readonly health: string; readonly lastError: string }[];
  };
}

interface Rules {
  readonly data: {
    readonly groups: readonly {
      readonly name: string;
      readonly interval: number;
      readonly lastEvaluation: string;
      readonly rules: readonly { readonly name: string; readonly health: string; readonly lastError?: string }[];
    }[];
  };
}

const SHOWN = 5;

/** Everything that only Prometheus itself can tell; one line where it cannot be asked. */
export const askPrometheus: HealthCheck = async ({ endpointOf, record }) => {
  const prometheus = endpointOf("prometheus");
  if (prometheus === undefined) {
    return [
      { check: "targets", state: "wrong", found: "unknown, as are rules and data: Prometheus does not answer", fix: "Run: platform stack start" },
    ];
  }
  const ask = askAt(prometheus);
  return Promise.all([
    looked("configuration", () => configuration(ask)),
    looked("targets", () => targets(ask)),
    looked("rules", () => rules(ask)),
    looked("alertmanager link", () => link(ask)),
    looked("data age", () => dataAge(ask, record.scrapeIntervalSeconds)),
  ]);
};

/** A check that cannot look has found something wrong. */
export async function looked(check: string, look: () => Promise<Omit<HealthResult, "check">>): Promise<HealthResult> {
  try {
    return { check, ...(await look()) };
  } catch (error) {
    return { check, state: "wrong", found: (error as Error).message };
  }
}

async function configuration(ask: Ask): Promise<Omit<HealthResult, "check">> {
  const { data } = await ask<{ data: { reloadConfigSuccess: boolean; lastConfigTime: string } }>("/api/v1/status/runtimeinfo");
  return data.reloadConfigSuccess
    ? { state: "fine", found: `read at ${data.lastConfigTime}` }
    : { state: "wrong", found: "the last reload failed: an older configuration is in use", fix: "Run: platform stack deploy" };
}

async function targets(ask: Ask): Promise<Omit<HealthResult, "check">> {
  const { data } = await ask<Targets>("/api/v1/targets?state=active");
  const down = data.activeTargets.filter(({ health }) => health === "down");
  const waiting = data.activeTargets.filter(({ health }) => health === "unknown").length;
  if (down.length > 0) {
    const names = down.map(({ labels, lastError }) => `${labels.job} ${labels.instance} (${reasonOf(lastError)})`);
    return {
      state: "wrong",
      found: `${down.length} of ${data.activeTargets.length} down: ${listed(names)}`,
      fix: "Start them, or correct their addresses.",
    };
  }
  return waiting > 0
    ? { state: "warning", found: `${waiting} of ${data.activeTargets.length} not scraped yet` }
    : { state: "fine", found: `${data.activeTargets.length} up` };
}

async function rules(ask: Ask): Promise<Omit<HealthResult, "check">> {
  const { groups } = (await ask<Rules>("/api/v1/rules")).data;
  const all = groups.flatMap((group) => group.rules);
  const failing = all.filter(({ health }) => health === "err");
  if (failing.length > 0) {
    const names = failing.map(({ name, lastError }) => `${name} (${lastError})`);
    return { state: "wrong", found: `${failing.length} of ${all.length} fail: ${listed(names)}`, fix: "platform verify says what each reads." };
  }
  // A group that has never been evaluated has the year 1.
  const late = groups.filter(({ lastEvaluation, interval }) => ageOf(lastEvaluation) > 2 * interval + 60 && !lastEvaluation.startsWith("0001"));
  if (late.length > 0) {
    return {
      state: "wrong",
      found: `not evaluated in time: ${listed(late.map(({ name }) => name))}`,
      fix: "The machine is too slow for them, or stopped.",
    };
  }
  return all.length === 0
    ? { state: "wrong", found: "none is loaded", fix: "Run: platform stack deploy" }
    : { state: "fine", found: `${all.length} in ${groups.length} groups` };
}

async function link(ask: Ask): Promise<Omit<HealthResult, "check">> {
  const { data } = await ask<{ data: { activeAlertmanagers: readonly { url: string }[] } }>("/api/v1/alertmanagers");
  return data.activeAlertmanagers.length > 0
    ? { state: "fine", found: `alerts go to ${data.activeAlertmanagers.map(({ url }) => new URL(url).host).join(", ")}` }
    : { state: "wrong", found: "Prometheus knows no Alertmanager: no alert leaves it", fix: "Wait 10 s after a start; then: platform stack restart" };
}

async function dataAge(ask: Ask, scrapeIntervalSeconds: number): Promise<Omit<HealthResult, "check">> {
  const [newest] = await querySamples(ask, "time() - max(timestamp(up))");
  const limit = 3 * scrapeIntervalSeconds;
  if (newest === undefined) {
    return { state: "wrong", found: "there is no data of the last 5 minutes", fix: "Look at the targets; after a start, wait for the first scrape." };
  }
  const found = `${newest.value.toFixed(1)} s`;
  return newest.value > limit
    ? { state: "wrong", found: `${found}, over ${limit} s`, fix: "Look at the targets and at the disk." }
    : { state: "fine", found };
}

/** `connection refused`: the end of a chain of causes says what it is, its beginning repeats the address. */
function reasonOf(lastError: string): string {
  return lastError.split(": ").at(-1) ?? lastError;
}

function ageOf(time: string): number {
  return (Date.now() - Date.parse(time)) / 1000;
}

function listed(names: readonly string[]): string {
  return names.length > SHOWN ? `${names.slice(0, SHOWN).join(", ")} and ${names.length - SHOWN} more` : names.join(", ");
}
