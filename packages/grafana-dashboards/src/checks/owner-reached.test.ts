import { expect, test } from "vitest";
import { findings, shopModel } from "../../test/shop-model.ts";
import { defineNotifications } from "../define.ts";

const reached = (...teams: readonly string[]) => ({
  ...shopModel,
  platform: {
    ...shopModel.platform,
    notifications: defineNotifications({
      teams: Object.fromEntries(teams.map((team) => [team, { email: `${team}@shop.example` }])),
      fallback: teams[0] ?? "",
      slack: { critical: "#critical", warning: "#alerts", info: "#notes" },
      email: { from: "alerts@shop.example", smarthost: "mail.shop.example:25" },
    }),
  },
});
const owners = [...new Set(shopModel.ruleFiles.map(({ owner }) => owner))];

test("an owner without a channel", () => {
  expect(findings("owner-reached", reached("team-shop"))).toEqual([
    'error owner team-post: Alerts of mail go to team "team-post", which has no channels among the notifications (team-shop).',
  ]);
});

test("without notifications nobody is asked for, and with all owners nothing is found", () => {
  expect(findings("owner-reached", shopModel)).toEqual([]);
  expect(findings("owner-reached", reached(...owners))).toEqual([]);
});
