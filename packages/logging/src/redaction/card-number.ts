/** Issuers by their first digits, with the lengths of their numbers: https://en.wikipedia.org/wiki/Payment_card_number */
const ISSUERS: readonly { readonly starts: RegExp; readonly lengths: readonly number[] }[] = [
  { starts: /^4/, lengths: [13, 16, 19] },
  { starts: /^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] },
  { starts: /^3[47]/, lengths: [15] },
  { starts: /^(?:6011|64[4-9]|65)/, lengths: [16, 19] },
  { starts: /^35(?:2[89]|[3-8])/, lengths: [16, 17, 18, 19] },
  { starts: /^3(?:0[0-5]|095|[689])/, lengths: [14, 16, 19] },
  { starts: /^62/, lengths: [16, 17, 18, 19] },
  { starts: /^(?:5018|5020|5038|5893|6304|6759|676[1-3])/, lengths: [13, 14, 15, 16, 17, 18, 19] },
];

const MAX_DIGITS = 19;

/**
 * Where the card number ends that starts at `start`, which must not be inside a number; 0 if there is none. Groups may be parted by one blank or hyphen.
 * Issuer, length and check digit must fit, so that times, counters and phone numbers stay.
 */
export function cardEnd(text: string, start: number): number {
  if (/[\w.]/.test(text[start - 1] ?? " ")) {
    return 0;
  }
  let digits = "";
  let found = 0;
  for (let at = start; at <= text.length && digits.length <= MAX_DIGITS; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0x30 && code <= 0x39) {
      digits += text[at];
      continue;
    }
    found = /\w/.test(text[at] ?? " ") || !isCardNumber(digits) ? found : at;
    if ((code !== 0x20 && code !== 0x2d) || isSeparator(text.charCodeAt(at - 1))) {
      break;
    }
  }
  return found;
}

function isSeparator(code: number): boolean {
  return code === 0x20 || code === 0x2d;
}

export function isCardNumber(digits: string): boolean {
  return ISSUERS.some(({ starts, lengths }) => lengths.includes(digits.length) && starts.test(digits)) && hasCheckDigit(digits);
}

/** The algorithm of Luhn, ISO/IEC 7812-1. */
function hasCheckDigit(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 0x30;
    const doubled = digit * 2;
    sum += index % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
