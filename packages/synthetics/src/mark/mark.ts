import { createHmac, timingSafeEqual } from "node:crypto";
import { DefinitionError } from "@platform/metrics/define";

/** Key of the mark in the header `baggage`: https://www.w3.org/TR/baggage/ */
export const MARK_KEY = "synthetic";

/** Seconds for which a mark is good, on either side for clocks that differ. */
const MARK_SECONDS = 300;

/** Secrets shorter than this can be guessed. */
const FEWEST_CHARACTERS = 16;

/** Name of the flow, time in seconds, signature. */
const MARK = /^([a-z0-9-]{1,60})\.([0-9]{1,12})\.([A-Za-z0-9_-]{43})$/;

/** What a mark is worth. A mark of another time, or one that somebody made who has no secret, is none. */
export type MarkVerdict = { readonly outcome: "accepted"; readonly flow: string } | { readonly outcome: "expired" | "forged" | "malformed" };

/** @throws DefinitionError `mark_secret_weak` */
export function checkSecret(secret: string): void {
  if (typeof secret !== "string" || secret.length < FEWEST_CHARACTERS) {
    throw new DefinitionError(
      "mark_secret_weak",
      `The secret of synthetic traffic has at least ${FEWEST_CHARACTERS} characters, got ${secret?.length}.`,
    );
  }
}

/** The mark of a flow's requests: nobody without the secret can make it, and it is good for five minutes. */
export function signMark(flow: string, { secret, nowSeconds }: { readonly secret: string; readonly nowSeconds: number }): string {
  const payload = `${flow}.${Math.floor(nowSeconds)}`;
  return `${payload}.${signatureOf(payload, secret)}`;
}

/**
 * Whether a mark was made by somebody who has one of the secrets, and lately.
 *
 * @param options.secrets - the present one, and while it is being replaced the one before it
 */
export function judgeMark(mark: string, { secrets, nowSeconds }: { readonly secrets: readonly string[]; readonly nowSeconds: number }): MarkVerdict {
  const match = MARK.exec(mark);
  if (match === null) {
    return { outcome: "malformed" };
  }
  const [, flow = "", time, signature = ""] = match;
  const given = Buffer.from(signature);
  const payload = `${flow}.${time}`;
  // Every secret is tried, and each as long as it takes, so that time tells nothing.
  const genuine = secrets.map((secret) => timingSafeEqual(given, Buffer.from(signatureOf(payload, secret)))).includes(true);
  if (!genuine) {
    return { outcome: "forged" };
  }
  return Math.abs(nowSeconds - Number(time)) <= MARK_SECONDS ? { outcome: "accepted", flow } : { outcome: "expired" };
}

/** The mark in a `baggage` header, or undefined. */
export function findMark(baggage: string): string | undefined {
  for (const entry of baggage.split(",", 64)) {
    const equals = entry.indexOf("=");
    if (equals > 0 && entry.slice(0, equals).trim() === MARK_KEY) {
      return (entry.slice(equals + 1).split(";", 1)[0] ?? "").trim();
    }
  }
  return undefined;
}

function signatureOf(payload: string, secret: string): string {
  return createHmac("sha256", secret).update(`synthetic-mark.1.${payload}`).digest("base64url");
}
