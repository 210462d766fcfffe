import { defineService, defineSlo, httpAvailability } from "@platform/slo/define";
import { expect, test } from "vitest";
import { shop } from "../../test/shop-platform.ts";
import { definePlatform } from "../definition/platform-definition.ts";
import { buildModel } from "../model/build-model.ts";
import { renderObjectivesPage } from "./objectives-page.ts";

test("the page is as reviewed", async () => {
  const [page] = renderObjectivesPage(buildModel(shop));
  await expect(page?.content).toMatchFileSnapshot("../../test/golden/objectives.md");
});

test("each objective is a row, whatever its texts hold", () => {
  const slos = [
    defineSlo({ name: "availability", help: "Answers.", objective: 0.9999, calendar: "month", sli: httpAvailability(), tiers: ["fast"] }),
    defineSlo({ name: "effort", help: "Tries.", objective: 0.5, sli: httpAvailability(), tiers: ["steady"] }),
  ];
  const service = defineService({ name: "pay", title: "Pay | <b>now</b>\n", help: "Pays.", owner: "team", port: 1, slos });
  const [page] = renderObjectivesPage(buildModel(definePlatform({ ...shop, prometheus: { retentionDays: 31 }, services: [service] })));
  const rows = page?.content.split("\n").filter((line) => line.startsWith("| Pay"));
  expect(rows?.map((row) => row.replace(/\d+ \|$/, "… |"))).toEqual([
    "| Pay \\| \\<b\\>now\\</b\\> | availability | 99.99 % over a calendar month | 3.6 s, at most 49 s | 36 s, at most 81 s | 6 min, at most 6.8 min | … |",
    "| Pay \\| \\<b\\>now\\</b\\> | effort | 50 % over 30 days | ticket: 36 h, at most 36 h | not seen | not seen | … |",
  ]);
});

test("without objectives there is no page", () => {
  const service = defineService({ name: "mute", title: "Mute", help: "Promises nothing.", owner: "team", port: 1 });
  expect(renderObjectivesPage(buildModel(definePlatform({ ...shop, prometheus: {}, services: [service] })))).toEqual([]);
});
