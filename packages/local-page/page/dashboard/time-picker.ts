import { readTimeRange } from "../../src/dashboard/time-range.ts";
import { h } from "../dom.ts";
import { goTo } from "../location.ts";
import { popoverButton } from "../popover.ts";
import { nowSeconds } from "../recorded.ts";
import type { ChosenRange } from "./chosen-range.ts";

const RANGES: readonly (readonly [from: string, words: string])[] = [
  ["now-5m", "Last 5 minutes"],
  ["now-15m", "Last 15 minutes"],
  ["now-30m", "Last 30 minutes"],
  ["now-1h", "Last hour"],
  ["now-3h", "Last 3 hours"],
  ["now-6h", "Last 6 hours"],
  ["now-1d", "Last day"],
  ["now-2d", "Last 2 days"],
  ["now-7d", "Last 7 days"],
  ["now-30d", "Last 30 days"],
];
const REFRESHES = ["", "5s", "10s", "30s", "1m", "5m"];

type Address = (changes: Readonly<Record<string, string | undefined>>) => string;

/** The time shown, and how often it is renewed. */
export function timePicker(chosen: ChosenRange, addressWith: Address): HTMLElement {
  const refresh = h(
    "select",
    { "aria-label": "Renew every", on: { change: (event) => goTo(addressWith({ refresh: (event.target as HTMLSelectElement).value })) } },
    [...new Set([...REFRESHES, chosen.refresh])].map((every) =>
      h("option", { value: every, selected: every === chosen.refresh }, every === "" ? "Off" : every),
    ),
  );
  const now = h(
    "button",
    {
      class: "button icon",
      type: "button",
      "aria-label": "Renew now",
      title: "Renew now",
      on: { click: (event) => (event.currentTarget as HTMLElement).closest("main")?.dispatchEvent(new Event("renew")) },
    },
    "↻",
  );
  return h(
    "div",
    { class: "time" },
    popoverButton(`${rangeWords(chosen)} ▾`, { class: "button time-range", content: () => rangeForm(chosen, addressWith) }),
    now,
    refresh,
  );
}

export function rangeWords({ from, to }: Pick<ChosenRange, "from" | "to">): string {
  const known = to === "now" ? RANGES.find(([start]) => start === from) : undefined;
  return known?.[1] ?? `${timeWords(from)} to ${timeWords(to)}`;
}

function timeWords(text: string): string {
  return /^\d{10,}$/.test(text) ? new Date(Number(text)).toLocaleString("sv-SE") : text;
}

function rangeForm({ from, to }: ChosenRange, addressWith: Address): HTMLElement {
  const presets = RANGES.map(([start, words]) =>
    h(
      "li",
      {},
      h("a", { href: addressWith({ from: start, to: "now" }), "aria-current": start === from && to === "now" ? "true" : undefined }, words),
    ),
  );
  const [start, end] = [
    h("input", { type: "text", value: timeWords(from), id: "range-from" }),
    h("input", { type: "text", value: timeWords(to), id: "range-to" }),
  ];
  const wrong = h("p", { class: "error", role: "alert" });
  const apply = (event: Event) => {
    event.preventDefault();
    if (readTimeRange(start.value, end.value, nowSeconds()) === undefined) {
      wrong.textContent = "Write now-1h and now, or two dates of which the first is earlier.";
    } else {
      goTo(addressWith({ from: start.value, to: end.value }));
    }
  };
  return h(
    "div",
    { class: "range" },
    h("ul", { class: "menu" }, presets),
    h(
      "form",
      { on: { submit: apply } },
      h("label", { for: "range-from" }, "From"),
      start,
      h("label", { for: "range-to" }, "To"),
      end,
      wrong,
      h("button", { class: "button primary" }, "Apply"),
      h("p", { class: "muted" }, `Times of ${Intl.DateTimeFormat().resolvedOptions().timeZone}`),
    ),
  );
}
