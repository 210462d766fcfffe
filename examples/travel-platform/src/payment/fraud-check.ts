import type { Queries } from "../database/database.ts";

export interface SuspectCharge {
  readonly customerId: number;
  readonly amountMinor: number;
}

/** A single charge above it is suspicious. */
const MAX_AMOUNT_MINOR = 1_000_000;
/** More charges than this in a minute are suspicious. */
const MAX_CHARGES_A_MINUTE = 6;

/** Looks at the size of a charge that has been recorded, and at how many the customer has made in the last minute. */
export async function isFraud(database: Queries, { customerId, amountMinor }: SuspectCharge): Promise<boolean> {
  const [recent] = await database.query<{ charges: number }>(
    "SELECT count(*)::integer AS charges FROM payment.payment WHERE customer_id = $1 AND created_at > now() - interval '1 minute'",
    [customerId],
  );
  return amountMinor > MAX_AMOUNT_MINOR || (recent?.charges ?? 0) > MAX_CHARGES_A_MINUTE;
}
