import { setTimeout as delay } from "node:timers/promises";
import type { Instrument } from "@platform/metrics";
import type { Medium, notifications } from "../definition/notifications.ts";

/** Hands messages to a provider, without making anybody wait for it. */
export interface Notifier {
  notify(medium: Medium): void;
}

export interface NotifierOptions {
  readonly notifications: Instrument<typeof notifications>;
  /** Delivers one message, or rejects. */
  readonly deliver: (medium: Medium) => Promise<void>;
}

export function createNotifier({ notifications, deliver }: NotifierOptions): Notifier {
  return {
    notify(medium) {
      deliver(medium).then(
        () => notifications.inc({ medium, outcome: "sent" }),
        () => notifications.inc({ medium, outcome: "failed" }),
      );
    },
  };
}

/** Stands for the providers of email, text and push messages, which are no part of the platform: slow, and failing now and then. */
export function simulateProvider({ random }: { readonly random: () => number }): (medium: Medium) => Promise<void> {
  return async () => {
    await delay(20 + random() * 80, undefined, { ref: false });
    if (random() < 0.01) {
      throw new Error("The provider refused the message.");
    }
  };
}
