import { formatValue } from "./format-value.ts";

const MOST_DECIMALS = 9;

/** Values at the ticks of an axis, with no more digits than tell them apart: `90.02 ms`, `90.04 ms`. Without decimals where the field says so. */
export function tickTexts(ticks: readonly number[], unit: string | undefined, decimals?: number | null): readonly string[] {
  const texts = (digits?: number) => ticks.map((value) => withoutZeros(formatValue(value, unit, digits)));
  if (decimals === 0) {
    return texts(0);
  }
  let written = texts();
  for (let digits = 1; digits <= MOST_DECIMALS && new Set(written).size < ticks.length; digits++) {
    const [finer, finest] = [texts(digits + 1), texts(digits + 2)];
    // A half is not rounded where one more digit says it exactly.
    written = finer.every((text, at) => text === finest[at]) ? finer : texts(digits);
  }
  return written;
}

function withoutZeros(text: string): string {
  return text.replace(/(\.\d*?)0+(?=\D|$)/, "$1").replace(/\.(?=\D|$)/, "");
}
