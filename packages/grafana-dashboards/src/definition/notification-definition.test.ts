import { expect, test } from "vitest";
import { defineNotifications, type NotificationOptions } from "./notification-definition.ts";

const SOUND: NotificationOptions = {
  teams: { shop: { email: "shop@shop.example", slack: "#shop" } },
  fallback: "shop",
  slack: { critical: "#critical", warning: "#alerts", info: "#notes" },
  email: { from: "alerts@shop.example", smarthost: "mail.shop.example:25" },
};

test.each<[string, Partial<NotificationOptions> | object, string]>([
  ["team_name_invalid", { teams: { "The shop": { email: "a@b.example" } } }, '"The shop"'],
  ["team_unknown", { fallback: "nobody" }, '"nobody"'],
  ["channel_invalid", { slack: { ...SOUND.slack, info: "notes" } }, '"notes"'],
  ["channel_invalid", { slack: { critical: "#a", warning: "#b" } }, '"info"'],
  ["severity_unknown", { slack: { ...SOUND.slack, fatal: "#fatal" } }, '"fatal"'],
  ["email_invalid", { teams: { shop: { email: "Shop <shop@shop.example>" } } }, "Shop <shop@shop.example>"],
  ["email_invalid", { email: { from: "alerts@shop.example", smarthost: "mail.shop.example" } }, '"mail.shop.example"'],
  ["link_invalid", { sms: { url: "sms.shop.example" } }, '"sms.shop.example"'],
  ["maintenance_invalid", { maintenance: { nightly: { from: "23:00", to: "01:00" } } }, '"23:00" to "01:00"'],
  ["maintenance_invalid", { maintenance: { nightly: { from: "01:00", to: "02:00", weekdays: ["funday"] } } }, '"funday"'],
  ["maintenance_invalid", { maintenance: { nightly: { from: "01:00", to: "02:00", daysOfMonth: [0, 3] } } }, "0 to 3"],
  ["maintenance_invalid", { maintenance: { nightly: { from: "01:00", to: "02:00", timeZone: "Mars/Olympus" } } }, "Mars/Olympus"],
  ["maintenance_invalid", { maintenance: { nightly: { from: "01:00", to: "02:00", mutes: ["fatal"] } } }, '"fatal"'],
])("%s: %j is refused with the value and the rule", (code, change, value) => {
  expect(() => defineNotifications({ ...SOUND, ...change } as NotificationOptions)).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(value) }),
  );
});
