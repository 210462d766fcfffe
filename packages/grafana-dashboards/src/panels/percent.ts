/** 0.9995 as "99.95 %", without the noise of binary fractions. */
export function percent(ratio: number): string {
  return `${Number((ratio * 100).toPrecision(12))} %`;
}
