import type { Metrics } from "@platform/metrics";
import type { PaymentClient } from "../http/payment-client.ts";
import type { Notifier } from "../notification/notifier.ts";
import type { taxi } from "./definition.ts";
import { type DueWork, readDueWork } from "./due-work.ts";
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
  const due = await readDueWork(context.database);
  for (const step of Object.keys(STEPS) as (keyof DueWork)[]) {
    if (due[step] > 0) {
      await STEPS[step](context);
    }
  }
  if (context.random.chance(SHIFT_CHANGE_SHARE)) {
    await changeShift(context);
  }
}

/** What is done for rides in a status, in this order. */
const STEPS: Readonly<Record<keyof DueWork, (context: DispatchContext) => Promise<void>>> = {
  arrived: settle,
  riding: arrive,
  matched: getIn,
  offered: answer,
  requested: match,
};

async function match(context: DispatchContext): Promise<void> {
  await offerRides(context);
  for (const seconds of await giveUpRides(context)) {
    context.metrics.rideMatchingDuration.observe(seconds);
    context.metrics.rides.inc({ outcome: "no_driver" });
    context.notifier.notify("sms");
  }
}

async function answer(context: DispatchContext): Promise<void> {
  for (const seconds of await answerOffers(context)) {
    context.metrics.rideMatchingDuration.observe(seconds);
    context.notifier.notify("push");
  }
}

async function getIn(context: DispatchContext): Promise<void> {
  for (const seconds of await pickUp(context)) {
    context.metrics.rideWaitDuration.observe(seconds);
  }
}

async function settle(context: DispatchContext): Promise<void> {
  for (const { outcome, channel, amountMinor } of await settleRides(context, context.payment)) {
    context.metrics.rides.inc({ outcome: outcome === "succeeded" ? "completed" : "payment_failed" });
    if (outcome === "succeeded") {
      context.metrics.revenue.inc({ currency: "EUR", channel }, amountMinor / 100);
    }
  }
}

async function changeShift({ database }: DispatchContext): Promise<void> {
  await database.query(
    `UPDATE taxi.driver SET status = CASE status WHEN 'offline' THEN 'available' ELSE 'offline' END WHERE id IN (
      (SELECT id FROM taxi.driver WHERE status = 'offline' ORDER BY random() LIMIT 1)
      UNION ALL (SELECT id FROM taxi.driver WHERE status = 'available' ORDER BY random() LIMIT 1))`,
  );
}
