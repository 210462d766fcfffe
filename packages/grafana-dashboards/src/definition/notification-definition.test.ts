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
  ["link_invalid", { sms: { url: "https://shop:s3cret@sms.shop.example" } }, "address of sms must not hold a user or a password"],
  ["username_invalid", { sms: { url: "https://sms.shop.example", username: "shop:sms" } }, '"shop:sms"'],
  ["username_invalid", { heartbeat: { url: "https://sms.shop.example", username: "" } }, "user of heartbeat"],
  ["maintenance_invalid", { maintenance: { nightly: { from: "23:00", to: "01:00" } } }, '"23:00" to "01:00"'],
  ["maintenance_invalid", { maintenance: { nightly: { from: "01:00", to: "02:00", weekdays: ["funday"] } } }, '"funday"'],
  ["maintenance_invalid", { maintenance: { nightly: { from: "01:00", to: "02:00", daysOfMonth: [0, 3] } } }, "0 to 3"],
  ["maintenance_invalid", { maintenance: { nightly: { from: "01:00", to: "02:00", timeZone: "Mars/Olympus" } } }, "Mars/Olympus"],
  ["maintenance_invalid", { maintenance: { nightly: { from: "01:00", to: "02:00", daysOfMonth: [20, 5] } } }, "20 to 5"],
  ["maintenance_invalid", { maintenance: { nightly: { from: "01:00", to: "02:00", daysOfMonth: [-3, 5] } } }, "-3 to 5"],
  ["maintenance_invalid", { maintenance: { nightly: { from: "01:00", to: "02:00", daysOfMonth: [-27, 28] } } }, "-27 to 28"],
  ["maintenance_invalid", { maintenance: { nightly: { from: "01:00", to: "02:00", daysOfMonth: [-1, -3] } } }, "-1 to -3"],
  ["maintenance_invalid", { maintenance: { nightly: { from: "01:00", to: "02:00", daysOfMonth: [28, -1] } } }, "28 to -1"],
  ["maintenance_invalid", { maintenance: { nightly: { from: "01:00", to: "02:00", daysOfMonth: [1, -31] } } }, "1 to -31"],
  ["maintenance_invalid", { maintenance: { nightly: { from: "01:00", to: "02:00", timeZone: "+02:00" } } }, '"+02:00"'],
  ["maintenance_invalid", { maintenance: { nightly: { from: "01:00", to: "02:00", timeZone: "Utc" } } }, '"Utc"'],
  ["maintenance_invalid", { maintenance: { nightly: { from: "01:00", to: "02:00", timeZone: "europe/Lisbon" } } }, '"europe/Lisbon"'],
  ["maintenance_invalid", { maintenance: { nightly: { from: "01:00", to: "02:00", timeZone: "EUROPE/LISBON" } } }, '"EUROPE/LISBON"'],
  ["maintenance_invalid", { maintenance: { nightly: { from: "01:00", to: "02:00", timeZone: "Local" } } }, '"Local"'],
  ["maintenance_invalid", { maintenance: { nightly: { from: "01:00", to: "02:00", timeZone: "" } } }, '""'],
  ["maintenance_invalid", { maintenance: { nightly: { from: "01:00", to: "02:00", mutes: ["fatal"] } } }, '"fatal"'],
])("%s: %j is refused with the value and the rule", (code, change, value) => {
  expect(() => defineNotifications({ ...SOUND, ...change } as NotificationOptions)).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(value) }),
  );
});

test.each([
  { daysOfMonth: [20, 25] },
  { daysOfMonth: [5, 5] },
  { daysOfMonth: [27, -1] },
  { daysOfMonth: [-31, -1] },
  { timeZone: "UTC" },
  { timeZone: "Etc/GMT+2" },
  { timeZone: "US/Pacific" },
  { timeZone: "America/Port-au-Prince" },
  { timeZone: "America/Argentina/Buenos_Aires" },
] as const)("a maintenance window with %j is sound", (window) => {
  const maintenance = { nightly: { from: "01:00", to: "02:00", ...window } };
  expect(defineNotifications({ ...SOUND, maintenance }).maintenance).toEqual(maintenance);
});
