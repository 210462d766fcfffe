const SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800, y: 31_536_000 };

const DURATION = /^-?(?:\d+y)?(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?(?:\d+ms)?$/;

/** Seconds of `1h30m`, or of a number that stands alone; NaN for anything else. https://prometheus.io/docs/prometheus/latest/querying/basics/ */
export function readDuration(text: string): number {
  const plain = text.replaceAll(/\s/g, "");
  if (/^-?\d+(\.\d+)?$/.test(plain)) {
    return Number(plain);
  }
  if (plain === "" || plain === "-" || !DURATION.test(plain)) {
    return Number.NaN;
  }
  const seconds = [...plain.matchAll(/(\d+)(ms|[smhdwy])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (SECONDS[unit as string] ?? 0),
    0,
  );
  return plain.startsWith("-") ? -seconds : seconds;
}
