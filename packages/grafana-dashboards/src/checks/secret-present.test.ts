import { expect, test } from "vitest";
import { findings, shopModel } from "../../test/shop-model.ts";
import { defineNotifications } from "../define.ts";

const notifications = defineNotifications({
  teams: { "team-shop": { email: "shop@shop.example" }, "team-post": { email: "post@shop.example" } },
  fallback: "team-shop",
  slack: { critical: "#critical", warning: "#alerts", info: "#notes" },
  email: { from: "alerts@shop.example", smarthost: "mail.shop.example:25", username: "alerts" },
  sms: { url: "https://sms.shop.example/" },
});
const model = { ...shopModel, platform: { ...shopModel.platform, notifications } };

test("a receiver without its file", () => {
  const secrets = new Set(["pagerduty-team-shop", "slack-url", "smtp-password"]);
  expect(findings("secret-present", model, { secrets })).toEqual([
    "error secret pagerduty-team-post: A receiver reads /etc/alertmanager/secrets/pagerduty-team-post, and there is no such file among the secrets.",
    "error secret sms-token: A receiver reads /etc/alertmanager/secrets/sms-token, and there is no such file among the secrets.",
  ]);
});

test("without a folder to look at none is asked for", () => {
  expect(findings("secret-present", model)).toEqual([]);
  expect(findings("secret-present", shopModel, { secrets: new Set() })).toEqual([]);
});
