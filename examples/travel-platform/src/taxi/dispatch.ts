import type { Metrics } from "@platform/metrics";
import type { PaymentClient } from "../http/payment-client.ts";
import type { Notifier } from "../notification/notifier.ts";
import type { taxi } from "./definition.ts";
import { answerOffers, giveUpRides, type MatchingContext, offerRides } from "./matching.ts";
import { arrive, pickUp, settleRides } from "./riding.ts";

export interface DispatchContext extends MatchingContext {
  readonly payment: PaymentClient;
  readonly metrics: Metrics<(typeof taxi)["metrics"]>;
  readonly notifier: Notifier;
}

/** Share of runs after which one driver goes home and another begins. */
const SHIFT_CHANGE_SHARE = 0.02;

/** Moves every ride on that has something due. Several instances may run at once: rows are locked. */
export async function dispatch(context: DispatchContext): Promise<void> {
  const { database, random, payment, metrics, notifier } = context;
  await offerRides(context);
  for (const seconds of await answerOffers(context)) {
    metrics.rideMatchingDuration.observe(seconds);
    notifier.notify("push");
  }
  for (const seconds of await giveUpRides(context)) {
    metrics.rideMatchingDuration.observe(seconds);
    metrics.rides.inc({ outcome: "no_driver" });
    notifier.notify("sms");
  }
  for (const seconds of await pickUp(context)) {
    metrics.rideWaitDuration.observe(seconds);
  }
  await arrive(context);
  for (const { outcome, channel, amountMinor } of await settleRides(context, payment)) {
    metrics.rides.inc({ outcome: outcome === "succeeded" ? "completed" : "payment_failed" });
    if (outcome === "succeeded") {
      metrics.revenue.inc({ currency: "EUR", channel }, amountMinor / 100);
    }
  }
  if (random.chance(SHIFT_CHANGE_SHARE)) {
    await database.query(
      `UPDATE taxi.driver SET status = CASE status WHEN 'offline' THEN 'available' ELSE 'offline' END WHERE id IN (
        (SELECT id FROM taxi.driver WHERE status = 'offline' ORDER BY random() LIMIT 1)
        UNION ALL (SELECT id FROM taxi.driver WHERE status = 'available' ORDER BY random() LIMIT 1))`,
    );
  }
}
