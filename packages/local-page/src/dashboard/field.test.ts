import { expect, test } from "vitest";
import type { PanelJson } from "./dashboard-json.ts";
import { fieldOf, fillLink, safeUrl, showValue } from "./field.ts";

const panel: PanelJson = {
  id: 1,
  type: "table",
  gridPos: { x: 0, y: 0, w: 12, h: 8 },
  fieldConfig: {
    defaults: {
      unit: "short",
      thresholds: {
        steps: [
          { value: null, color: "green" },
          { value: 10, color: "red" },
        ],
      },
      color: { mode: "thresholds" },
      noValue: "nothing yet",
    },
    overrides: [
      {
        matcher: { id: "byName", options: "Errors" },
        properties: [
          { id: "unit", value: "percentunit" },
          { id: "custom.cellOptions", value: { type: "color-text" } },
        ],
      },
      { matcher: { id: "byRegexp", options: "/^EUR( |$)/" }, properties: [{ id: "unit", value: "currencyEUR" }] },
    ],
  },
};

test("an override counts for the column it names, by name or by pattern", () => {
  expect(fieldOf(panel, "Errors")).toMatchObject({ unit: "percentunit", custom: { cellOptions: { type: "color-text" } } });
  expect(fieldOf(panel, "EUR web").unit).toBe("currencyEUR");
  expect(fieldOf(panel, "EURO").unit).toBe("short");
});

test("a value takes the colour of the threshold it has reached, and nothing the words for nothing", () => {
  const field = fieldOf(panel, "Count");
  expect(showValue(9, field, "dark")).toEqual({ text: "9", color: "#73BF69" });
  expect(showValue(10, field, "dark")).toEqual({ text: "10", color: "#F2495C" });
  expect(showValue(null, field, "dark").text).toBe("nothing yet");
});

test("where two ranges meet, the first mapping counts", () => {
  const mappings = [
    { type: "range", options: { from: 1, to: null, result: { text: "open", color: "red" } } },
    { type: "range", options: { from: null, to: 1, result: { text: "closed", color: "green" } } },
  ] as const;
  const field = { ...fieldOf(panel, "x"), mappings };
  expect([0, 1, 2].map((value) => showValue(value, field, "dark").text)).toEqual(["closed", "open", "open"]);
});

test("a link carries labels, cells and the time on, each escaped", () => {
  const link = {
    title: "Open",
    url: '/d/a-${__field.labels.job:percentencode}?${__url_time_range}&var-route=${__data.fields["The \\"route\\""]:percentencode}',
  };
  const { url } = fillLink(link, { labels: { job: "a/b" }, cells: { 'The "route"': "/x?y=1&z" }, urlTimeRange: "from=now-1h&to=now" });
  expect(url).toBe("/d/a-a%2Fb?from=now-1h&to=now&var-route=%2Fx%3Fy%3D1%26z");
});

test.each(["javascript:alert(1)", "data:text/html,x", "//evil.example", "/\\evil.example", "vbscript:x", " https://x"])("%s leads nowhere", (url) => {
  expect(safeUrl(url)).toBeUndefined();
});
