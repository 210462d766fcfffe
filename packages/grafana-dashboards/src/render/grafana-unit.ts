import type { Unit } from "@platform/metrics/define";
import { type Expression, selectorsOf } from "@platform/promql";
import type { DisplayUnit } from "../model/model.ts";

/**
 * Grafana's unit of an amount, and of that amount per second.
 *
 * @see https://github.com/grafana/grafana/blob/main/packages/grafana-data/src/valueFormats/categories.ts
 */
const UNITS: Readonly<Record<Exclude<Unit, object>, { readonly amount: string; readonly perSecond: string }>> = {
  count: { amount: "short", perSecond: "cps" },
  seconds: { amount: "s", perSecond: "percentunit" },
  bytes: { amount: "bytes", perSecond: "binBps" },
  ratio: { amount: "percentunit", perSecond: "short" },
  timestamp: { amount: "s", perSecond: "short" },
  celsius: { amount: "celsius", perSecond: "short" },
};

/** Currencies (ISO 4217) for which Grafana has a unit with a symbol. */
const CURRENCIES = "USD GBP EUR JPY RUB UAH BRL DKK ISK NOK SEK CZK CHF PLN BTC ZAR INR KRW IDR PHP VND".split(" ");

/** Grafana's id of the unit in which an expression's value is shown. */
export function grafanaUnit({ unit, perSecond }: DisplayUnit, expression: Expression): string {
  if (unit === "count" && perSecond && selectorsOf(expression).every(({ series }) => /(^|_)requests?(_|$)/.test(series.name))) {
    return "reqps";
  }
  return plainUnit({ unit, perSecond });
}

/** Grafana's id of a unit, whatever is counted in it. */
export function plainUnit({ unit, perSecond }: DisplayUnit): string {
  return typeof unit === "object" ? "short" : UNITS[unit][perSecond ? "perSecond" : "amount"];
}

export function currencyUnit(code: string): string {
  return CURRENCIES.includes(code) ? `currency${code}` : `suffix:${code}`;
}
