import { defineCounter } from "@platform/metrics/define";

export const MEDIA = ["email", "sms", "push"] as const;
export type Medium = (typeof MEDIA)[number];

export const notifications = defineCounter({
  name: "notifications_total",
  help: "Messages to customers, by what became of them.",
  labels: { medium: MEDIA, outcome: ["sent", "failed"] },
});
