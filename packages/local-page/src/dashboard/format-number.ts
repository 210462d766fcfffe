/** Digits of a value as Grafana writes them when nobody says how many: about three that matter. */
function decimalsFor(value: number): number {
  const size = Math.abs(value);
  const digits = 1 - Math.floor(Math.log(size) / Math.LN10);
  return value % 1 === 0 ? 0 : Math.max(0, size * 10 ** digits > 2.25 ? digits + 1 : digits);
}

/** Rounded to a number of decimals, all of them written out. */
export function toFixed(value: number, decimals?: number | null): string {
  if (!Number.isFinite(value)) {
    return value.toLocaleString("en-US");
  }
  const places = decimals ?? decimalsFor(value);
  if (value === 0) {
    return value.toFixed(places);
  }
  const factor = places > 0 ? 10 ** places : 1;
  const text = String(Math.round(value * factor) / factor);
  const written = text.includes(".") ? text.length - text.indexOf(".") - 1 : 0;
  return text.includes("e") || written >= places ? text : `${written === 0 ? `${text}.` : text}${"0".repeat(places - written)}`;
}
