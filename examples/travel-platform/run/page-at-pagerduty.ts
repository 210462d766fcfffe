import type { PagerDutyEvent, StandInReceivers } from "@platform/stack/testing";
import type { Attempt } from "./poll.ts";

/** Somebody who was called. */
export interface Page {
  /** Name of the alert. */
  readonly alert: string;
  readonly summary: string;
  /** By when somebody must have answered, and who is next. */
  readonly answer: string;
  readonly runbook: string;
  /** Title of the runbook behind that address. */
  readonly runbookTitle: string;
}

/** Names of the alerts that somebody was called for, each once however often it was told. */
export function pagedAlerts({ pagerduty }: StandInReceivers): readonly string[] {
  return [...new Set(pagerduty.accepted.filter(({ event_action: action }) => action === "trigger").map(alertOf))];
}

/**
 * The page of an alert as it came to PagerDuty's stand-in; found once its link to the runbook opens in the page of the run, and what is there names
 * the alert.
 *
 * @param options.pageUrl - address that lets a browser in
 */
export async function pageOf(alert: string, receivers: StandInReceivers, { pageUrl }: { readonly pageUrl: string }): Promise<Attempt<Page>> {
  const event = receivers.pagerduty.accepted.find((one) => alertOf(one) === alert);
  if (event?.payload === undefined) {
    const { accepted, refused } = receivers.pagerduty;
    return {
      missing: `PagerDuty was told ${accepted.map(alertOf).join(", ") || "nothing"}${refused.length > 0 ? ` and refused ${refused.join(", ")}` : ""}`,
    };
  }
  const runbook = event.links?.find(({ text }) => text === "Runbook")?.href ?? "";
  const text = await openRunbook(runbook, pageUrl);
  // By its name, or by its ending: `<Service><Objective>FastBurn`.
  const names = [...text.matchAll(/`(?:(?:<\w+>)+|…)?([A-Z]\w+)`/g)].map(([, ending = ""]) => ending);
  if (!names.some((ending) => alert.endsWith(ending))) {
    return { missing: `the runbook ${runbook} does not name ${alert}` };
  }
  const { summary, custom_details: details = {} } = event.payload;
  return { found: { alert, summary, answer: details.answer ?? "", runbook, runbookTitle: /^# (.*)$/m.exec(text)?.[1] ?? "" } };
}

/** As a browser does that was let in: the address itself, then what the page there asks for. */
async function openRunbook(address: string, pageUrl: string): Promise<string> {
  const entered = await fetch(pageUrl, { redirect: "manual" });
  const cookie = (entered.headers.get("set-cookie") ?? "").replace(/;.*$/, "");
  const { origin, pathname } = new URL(address);
  const read = async (url: string) => {
    const response = await fetch(url, { headers: { cookie } });
    if (!response.ok) {
      throw new Error(`${url} answers ${response.status}.`);
    }
    return response.text();
  };
  await read(address);
  const { text } = JSON.parse(await read(`${origin}/api${pathname}`)) as { readonly text: string };
  return text;
}

/** The link to a silence carries the labels of the group, the name of the alert first. */
function alertOf({ client_url: url = "" }: PagerDutyEvent): string {
  return /alertname="(\w+)"/.exec(decodeURIComponent(url))?.[1] ?? "";
}
