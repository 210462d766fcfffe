/** `300 → 500 ms`, `5 → 10 %`: in the unit in which both read well. */
export function numbers(before: number, after: number, unit: string | undefined): string {
  const [factor, name] = scaleOf(Math.max(Math.abs(before), Math.abs(after)), unit);
  const text = (value: number) => String(Number((value * factor).toPrecision(6)));
  return `${text(before)} → ${text(after)}${name}`;
}

function scaleOf(largest: number, unit: string | undefined): readonly [number, string] {
  switch (unit) {
    case "s":
      return largest < 1 ? [1000, " ms"] : largest < 120 ? [1, " s"] : [1 / 60, " min"];
    case "percentunit":
      return [100, " %"];
    default:
      return [1, unit === undefined || unit === "none" || unit === "short" ? "" : ` ${unit}`];
  }
}
