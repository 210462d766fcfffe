const MICROSECONDS = 1e6;
const ZERO = 0x30;

/** To the microsecond. */
export function roundSeconds(seconds: number): number {
  return Math.round(seconds * MICROSECONDS) / MICROSECONDS;
}

/** {@link roundSeconds} as JSON has it, without the search for the shortest digits that give the number again. */
export function secondsText(seconds: number): string {
  const microseconds = Math.round(seconds * MICROSECONDS);
  const whole = Math.floor(microseconds / MICROSECONDS);
  if (!(whole >= 0 && whole < 1e6)) {
    return JSON.stringify(roundSeconds(seconds));
  }
  const digits = String(MICROSECONDS + microseconds - whole * MICROSECONDS);
  let end = digits.length;
  while (digits.charCodeAt(end - 1) === ZERO) {
    end--;
  }
  return end === 1 ? String(whole) : `${whole}.${digits.slice(1, end)}`;
}
