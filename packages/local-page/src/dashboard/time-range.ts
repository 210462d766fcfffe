/** A stretch of time; seconds since 1970. */
export interface TimeRange {
  readonly startSeconds: number;
  readonly endSeconds: number;
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800, M: 2_592_000, y: 31_536_000 };

/**
 * Grafana's way to say a range: `now-1h` to `now`, milliseconds since 1970, or a date.
 *
 * @returns undefined when it is none, or ends before it begins
 */
export function readTimeRange(from: string, to: string, nowSeconds: number): TimeRange | undefined {
  const [startSeconds, endSeconds] = [readTime(from, nowSeconds), readTime(to, nowSeconds)];
  return startSeconds === undefined || endSeconds === undefined || startSeconds >= endSeconds ? undefined : { startSeconds, endSeconds };
}

function readTime(text: string, nowSeconds: number): number | undefined {
  const [, sign, amount, unit = ""] = /^now(?:([+-])(\d{1,6})([smhdwMy]))?$/.exec(text.trim()) ?? [];
  if (text.trim() === "now") {
    return nowSeconds;
  }
  if (amount !== undefined) {
    return nowSeconds + (sign === "-" ? -1 : 1) * Number(amount) * (UNIT_SECONDS[unit] ?? 1);
  }
  const milliseconds = /^\d{10,16}$/.test(text.trim()) ? Number(text) : Date.parse(text);
  return Number.isFinite(milliseconds) ? milliseconds / 1000 : undefined;
}

/** `90s`, `5m`, `1h30m` in seconds; undefined when it is no duration. */
export function readDuration(text: string): number | undefined {
  const parts = [...text.trim().matchAll(/(\d+(?:\.\d+)?)(ms|[smhdwy])/g)];
  if (parts.length === 0 || parts.map(([all]) => all).join("") !== text.trim()) {
    return undefined;
  }
  return parts.reduce((total, [, amount, unit = ""]) => total + Number(amount) * (unit === "ms" ? 0.001 : (UNIT_SECONDS[unit] ?? 1)), 0);
}

/** Seconds as PromQL and Grafana write them, in the largest unit that fits. */
export function writeDuration(seconds: number): string {
  if (seconds < 1) {
    return `${Math.max(1, Math.round(seconds * 1000))}ms`;
  }
  const whole = Math.round(seconds);
  const [unit, size] = (["d", "h", "m"] as const)
    .map((name) => [name, UNIT_SECONDS[name] ?? 1] as const)
    .find(([, length]) => whole % length === 0) ?? ["s", 1];
  return `${whole / size}${unit}`;
}
