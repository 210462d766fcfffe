import { toFixed } from "./format-number.ts";

type Format = (value: number, decimals?: number | null) => string;

const SECONDS: readonly { readonly below: number; readonly scale: number; readonly suffix: string; readonly plural?: string }[] = [
  { below: 1e-6, scale: 1e9, suffix: " ns" },
  { below: 1e-3, scale: 1e6, suffix: " µs" },
  { below: 1, scale: 1e3, suffix: " ms" },
  { below: 60, scale: 1, suffix: " s" },
  { below: 3600, scale: 1 / 60, suffix: " min", plural: " mins" },
  { below: 86_400, scale: 1 / 3600, suffix: " hour", plural: " hours" },
  { below: 604_800, scale: 1 / 86_400, suffix: " day", plural: " days" },
  { below: 31_536_000, scale: 1 / 604_800, suffix: " week", plural: " weeks" },
  { below: Number.POSITIVE_INFINITY, scale: 1 / 31_556_900, suffix: " year", plural: " years" },
];

const seconds: Format = (value, decimals) => {
  if (value === 0) {
    return "0 s";
  }
  const unit = SECONDS.find(({ below }) => Math.abs(value) < below) ?? SECONDS[SECONDS.length - 1];
  const scaled = value * (unit?.scale ?? 1);
  return `${toFixed(scaled, decimals)}${(Math.abs(scaled) > 1 && unit?.plural) || unit?.suffix}`;
};

/** Steps of one factor, each with its own ending; values outside stay at the first or the last. */
function steps(factor: number, endings: readonly string[]): Format {
  return (value, decimals) => {
    if (!Number.isFinite(value)) {
      return value.toLocaleString("en-US");
    }
    const step = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)) / Math.log10(factor));
    const kept = Math.min(Math.max(step, 0), endings.length - 1);
    return `${toFixed(value / factor ** kept, decimals)}${endings[kept]}`;
  };
}

const BINARY = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"];
const COUNT = ["", "K", "M", "B", "T"];

const binary = (unit: string) =>
  steps(
    1024,
    BINARY.map((prefix) => ` ${prefix}${unit}`),
  );
const count = (unit: string): Format => {
  const format = steps(1000, COUNT);
  return (value, decimals) => `${format(value, decimals)} ${unit}`;
};
const short: Format = steps(1000, ["", " K", " Mil", " Bil", " Tri", " Quadr", " Quint", " Sext", " Sept"]);
const suffix =
  (unit: string): Format =>
  (value, decimals) =>
    `${toFixed(value, decimals)} ${unit}`;
const amount: Format = steps(1000, COUNT);
const money =
  (symbol: string): Format =>
  (value, decimals) =>
    `${value < 0 ? "-" : ""}${symbol}${amount(Math.abs(value), decimals)}`;
const moneyAfter =
  (symbol: string): Format =>
  (value, decimals) =>
    `${value < 0 ? "-" : ""}${amount(Math.abs(value), decimals)}${Number.isFinite(value) ? symbol : ""}`;

/** Units that are written in steps of 1,024. */
const BINARY_FORMATS = { bytes: binary("B"), binBps: binary("B/s") };

export const BINARY_UNITS: ReadonlySet<string> = new Set(Object.keys(BINARY_FORMATS));

/**
 * Units of Grafana by their id, as far as generated dashboards use them.
 *
 * @see https://github.com/grafana/grafana/blob/main/packages/grafana-data/src/valueFormats/categories.ts
 */
const FORMATS: Readonly<Record<string, Format>> = {
  none: (value, decimals) => toFixed(value, decimals),
  short,
  locale: (value, decimals) =>
    value.toLocaleString(undefined, decimals === undefined || decimals === null ? {} : { maximumFractionDigits: decimals }),
  s: seconds,
  ...BINARY_FORMATS,
  percent: (value, decimals) => `${toFixed(value, decimals)}%`,
  percentunit: (value, decimals) => `${toFixed(100 * value, decimals)}%`,
  celsius: suffix("°C"),
  cps: count("c/s"),
  ops: count("ops/s"),
  reqps: count("req/s"),
  currencyUSD: money("$"),
  currencyGBP: money("£"),
  currencyEUR: money("€"),
  currencyJPY: money("¥"),
  currencyRUB: money("₽"),
  currencyUAH: money("₴"),
  currencyBRL: money("R$"),
  currencyDKK: moneyAfter("kr"),
  currencyISK: moneyAfter("kr"),
  currencyNOK: moneyAfter("kr"),
  currencySEK: moneyAfter("kr"),
  currencyCZK: money("czk"),
  currencyCHF: money("CHF"),
  currencyPLN: money("PLN"),
  currencyBTC: money("฿"),
  currencyZAR: money("R"),
  currencyINR: money("₹"),
  currencyKRW: money("₩"),
  currencyIDR: money("Rp"),
  currencyPHP: money("PHP"),
  currencyVND: moneyAfter("đ"),
};

/** A value with its unit, as Grafana writes it. A unit that is not known stands behind the number as it is. */
export function formatValue(value: number, unit = "none", decimals?: number | null): string {
  if (Number.isNaN(value)) {
    return "NaN";
  }
  const known = FORMATS[unit];
  if (known !== undefined) {
    return known(value, decimals);
  }
  const [kind, text] = unit.split(/:(.*)/s);
  return kind === "prefix" ? `${text}${toFixed(value, decimals)}` : suffix(kind === "suffix" ? (text ?? "") : unit)(value, decimals);
}

/** Ids of the units that have a format of their own here. */
export const knownUnits: readonly string[] = Object.keys(FORMATS);
