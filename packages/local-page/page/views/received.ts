import { formatValue } from "../../src/dashboard/format-value.ts";
import { ask } from "../api.ts";

interface Figures {
  readonly items: number;
  readonly bytes: number;
  readonly maxBytes: number;
  readonly received: number;
  readonly dropped: number;
}

/** How much was received, and how much of it had to make room. */
export async function drawReceived(place: HTMLElement, what: "spans" | "logs"): Promise<void> {
  const { items, bytes, maxBytes, received, dropped } = ((await ask("received", {})) as Readonly<Record<typeof what, Figures>>)[what];
  const gone = dropped === 0 ? "" : `, ${formatValue(dropped, "short")} made room for newer ones`;
  place.textContent = `${formatValue(items, "short")} ${what === "spans" ? "spans" : "lines"} of ${formatValue(received, "short")} received${gone}; ${formatValue(bytes, "bytes", 1)} of ${formatValue(maxBytes, "bytes", 0)}.`;
}
