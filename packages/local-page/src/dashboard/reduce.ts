type Values = readonly (number | null)[];

const numbers = (values: Values): number[] => values.filter((value): value is number => value !== null && !Number.isNaN(value));
const sum = (values: Values): number | null => {
  const kept = numbers(values);
  return kept.length === 0 ? null : kept.reduce((total, value) => total + value, 0);
};

/** Grafana's reducers: many values to one. Null where there is none. */
const REDUCERS: Readonly<Record<string, { readonly title: string; readonly reduce: (values: Values) => number | null }>> = {
  lastNotNull: { title: "Last", reduce: (values) => numbers(values).at(-1) ?? null },
  last: { title: "Last", reduce: (values) => values.at(-1) ?? null },
  first: { title: "First", reduce: (values) => values[0] ?? null },
  firstNotNull: { title: "First", reduce: (values) => numbers(values)[0] ?? null },
  max: {
    title: "Max",
    reduce: (values) => numbers(values).reduce<number | null>((most, value) => (most === null || value > most ? value : most), null),
  },
  min: {
    title: "Min",
    reduce: (values) => numbers(values).reduce<number | null>((least, value) => (least === null || value < least ? value : least), null),
  },
  sum: { title: "Total", reduce: sum },
  mean: {
    title: "Mean",
    reduce: (values) => {
      const total = sum(values);
      return total === null ? null : total / numbers(values).length;
    },
  },
  count: { title: "Count", reduce: (values) => values.length },
};

export function reduceValues(values: Values, calc: string): number | null {
  return (REDUCERS[calc] ?? REDUCERS.lastNotNull)?.reduce(values) ?? null;
}

export function reducerTitle(calc: string): string {
  return REDUCERS[calc]?.title ?? calc;
}
