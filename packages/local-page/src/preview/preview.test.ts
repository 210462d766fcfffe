import { expect, test } from "vitest";
import { hostileDashboard, SCRIPT } from "../../test/hostile-dashboard.ts";
import { askRecording, type Recording, recordDashboards, recordingOf } from "../dashboard/recording.ts";
import { pageFiles } from "../server/page-files.ts";
import { compareDashboards, previewIndex } from "./preview-index.ts";
import { previewPage } from "./preview-page.ts";

const [NOW, SCRAPE] = [1_700_000_000, 15];
const files = pageFiles({ script: 'const end = "</script>";', style: "body { color: red; }" });

/** Answers of a Prometheus that has one series, and refuses what is not PromQL. */
async function record(dashboards = [hostileDashboard]): Promise<Recording> {
  return recordDashboards(dashboards, {
    nowSeconds: NOW,
    scrapeSeconds: SCRAPE,
    ask: async (path, parameters) => {
      if (parameters.query?.endsWith("(")) {
        throw new Error("bad_data: parse error");
      }
      return path.includes("/label/")
        ? ["/orders", SCRIPT]
        : { resultType: "vector", result: [{ metric: { http_route: SCRIPT }, value: [NOW, "1"] }] };
    },
  });
}

test("a recording answers what was asked while it was made, with the reason where there was no answer, and nothing else", async () => {
  const recording = await record();
  const again = await recordingOf(hostileDashboard, recording);
  expect(again).toEqual(recording);
  const { answers } = recording;
  expect(Object.values(answers).filter((answer) => "error" in answer)).toEqual([{ error: "bad_data: parse error" }]);
  await expect(askRecording(recording)("prometheus/api/v1/query", { query: "other" })).rejects.toThrow("not_recorded");
});

test("a recording of several dashboards is cut to what one of them needs", async () => {
  const other = {
    uid: "other",
    title: "Other",
    panels: [{ id: 1, type: "stat", gridPos: { x: 0, y: 0, w: 6, h: 4 }, targets: [{ refId: "A", expr: "up" }] }],
  };
  const recording = await record([hostileDashboard, other]);
  expect(Object.keys((await recordingOf(other, recording)).answers)).toEqual([
    expect.stringContaining("query=count%28up%29"),
    expect.stringContaining("query=up"),
  ]);
});

test("no text of a dashboard or an answer ends the script that holds it", async () => {
  const html = previewPage({ dashboard: hostileDashboard, recording: await record(), neighbours: [hostileDashboard], title: SCRIPT, files });
  expect(html.match(/<script[ >]/g)).toHaveLength(2);
  expect(html.match(/<\/script>/g)).toHaveLength(2);
  expect(html).not.toContain("<img");
});

test("dashboards are compared by uid and panels by id; a panel that only moved is the same", () => {
  const panel = (id: number, title: string, y = 0) => ({ id, type: "stat", title, gridPos: { x: 0, y, w: 6, h: 4 } });
  const before = [
    { uid: "a", title: "A", panels: [panel(1, "one"), panel(2, "two")] },
    { uid: "b", title: "B" },
    { uid: "gone", title: "Gone" },
  ];
  const after = [
    { uid: "a", title: "A", panels: [panel(1, "one", 4), panel(3, "three")] },
    { uid: "b", title: "B" },
    { uid: "new", title: SCRIPT },
  ];
  const changes = compareDashboards(before, after);
  expect(changes).toEqual([
    { uid: "a", title: "A", state: "changed", panels: ["new: three", "gone: two"] },
    { uid: "b", title: "B", state: "same", panels: [] },
    { uid: "gone", title: "Gone", state: "removed", panels: [] },
    { uid: "new", title: SCRIPT, state: "new", panels: [] },
  ]);
  const index = previewIndex({ title: "Shop", changes, compared: true, images: true });
  expect(index).toContain('src="before/a.png"');
  expect(index).not.toContain("<script");
});
