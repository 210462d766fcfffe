import { InvalidArgumentError } from "commander";

const SECONDS = { m: 60, h: 3600, d: 86_400 } as const;
const LONGEST_DAYS = 30;

/** Reads `90m`, `2h`, `1d`, up to 30 days: what lasts longer is no silence but an alert to delete. */
export function silenceSeconds(text: string): number {
  const [, amount = "", unit = "m"] = /^([1-9]\d{0,4})([mhd])$/.exec(text) ?? [];
  const seconds = Number(amount) * SECONDS[unit as keyof typeof SECONDS];
  if (amount === "" || seconds > LONGEST_DAYS * SECONDS.d) {
    throw new InvalidArgumentError(`It is a time such as 90m, 2h or 1d, ${LONGEST_DAYS}d at most.`);
  }
  return seconds;
}
