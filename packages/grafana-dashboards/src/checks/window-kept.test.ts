import { expect, test } from "vitest";
import { findings, shopModel } from "../../test/shop-model.ts";
import { defineNotifications } from "../define.ts";
import { kubernetesSettings } from "../definition/kubernetes-definition.ts";

const notifications = defineNotifications({
  teams: { "team-shop": { email: "shop@shop.example" } },
  fallback: "team-shop",
  slack: { critical: "#critical", warning: "#alerts", info: "#notes" },
  email: { from: "alerts@shop.example", smarthost: "mail.shop.example:25" },
  maintenance: {
    nightly: { from: "02:00", to: "04:00", timeZone: "Europe/Lisbon" },
    weekly: { from: "02:00", to: "04:00" },
    monthly: { from: "02:00", to: "04:00", timeZone: "UTC" },
  },
});
const elsewhere = { ...shopModel, platform: { ...shopModel.platform, notifications } };
const model = { ...elsewhere, platform: { ...elsewhere.platform, kubernetes: kubernetesSettings("shop", { domain: "shop.example" }) } };

test("in a cluster a window in another zone than UTC mutes nothing", () => {
  expect(findings("window-kept", model)).toEqual([
    expect.stringMatching(/^warning maintenance nightly: It is in Europe\/Lisbon, and the operator's AlertmanagerConfig knows UTC alone/),
  ]);
});

test("elsewhere Alertmanager knows all of them", () => {
  expect(findings("window-kept", elsewhere)).toEqual([]);
  expect(findings("window-kept", shopModel)).toEqual([]);
});
