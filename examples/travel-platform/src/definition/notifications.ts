import { alertAbove, shareOf } from "@platform/alerts";
import { defineCounter } from "@platform/metrics/define";

export const MEDIA = ["email", "sms", "push"] as const;
export type Medium = (typeof MEDIA)[number];

export const notifications = defineCounter({
  name: "notifications_total",
  help: "Messages to customers, by what became of them.",
  labels: { medium: MEDIA, outcome: ["sent", "failed"] },
});

export const notificationFailures = alertAbove(shareOf(notifications, { outcome: "failed" }, { per: ["medium"], windowSeconds: 900 }), {
  category: "services",
  limits: { warning: 0.05 },
  minimum: 100,
  summary: "{title} cannot deliver over {limit} of its messages by {{ $labels.medium }}",
  description: "{value} of the messages to customers by {{ $labels.medium }} in the last 15 minutes were refused by the provider.",
  runbook: "services/notification-failures",
});
