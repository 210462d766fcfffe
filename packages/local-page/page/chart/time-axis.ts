import type { TimeRange } from "../../src/dashboard/time-range.ts";
import { timeTexts, timeTicks } from "../../src/dashboard/time-ticks.ts";
import { h } from "../dom.ts";

/** A row of times under a panel that has no chart to draw them. */
export function timeAxis(range: TimeRange): HTMLElement {
  const length = range.endSeconds - range.startSeconds;
  // The words of a time at the very end would be cut off.
  const inside = timeTicks(range, 6).filter((seconds) => seconds <= range.endSeconds - 0.03 * length);
  const texts = timeTexts(inside, length);
  const ticks = inside.map((seconds, index) =>
    h("span", { style: { left: `${(100 * (seconds - range.startSeconds)) / length}%` } }, texts[index] ?? ""),
  );
  return h("div", { class: "time-axis", "aria-hidden": "true" }, ticks);
}
