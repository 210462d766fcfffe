import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { serveLocally } from "../../test/local-server.ts";
import { check } from "../flow/check.ts";
import { defineFlow } from "../flow/flow-definition.ts";
import { runFlow } from "../run/run-flow.ts";
import { withPage } from "./with-page.ts";

const times = { everySeconds: 120, timeoutSeconds: 60 } as const;

function pictures(): string {
  const folder = mkdtempSync(join(tmpdir(), "pictures-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test("a step goes through a page, whose requests have the trace of the run; a picture shows where it failed", async () => {
  const { url, requests } = await serveLocally((_request, response) => {
    response.writeHead(200, { "content-type": "text/html" }).end("<title>Shop</title><h1>Closed</h1>");
  });
  const screenshots = pictures();
  for (let old = 0; old < 60; old++) {
    writeFileSync(join(screenshots, `2020-01-01-${old}.png`), "");
  }
  const flow = defineFlow("shop-page", {
    ...times,
    steps: {
      open: (context) =>
        withPage(context, async (page) => {
          await page.goto(url);
          check((await page.title()) === "Shop", "it is the shop");
          check((await page.textContent("h1")) === "Open", "it is open");
        }),
    },
  });
  const { failure, traceId } = await runFlow(flow, { variables: { CHROMIUM: "/usr/bin/chromium", SYNTHETICS_SCREENSHOTS: screenshots } });
  expect(failure).toMatchObject({ step: "open", reason: "check", message: expect.stringMatching(/^The page is shown in .+\.png: it is open$/) });
  expect(requests[0]?.headers.traceparent).toContain(traceId);
  const kept = readdirSync(screenshots).toSorted();
  expect(kept).toHaveLength(50);
  const picture = readFileSync(join(screenshots, kept.at(-1) ?? ""));
  expect(failure?.message).toContain(kept.at(-1));
  expect(picture.subarray(1, 4).toString()).toBe("PNG");
}, 120_000);

test("a page that never comes ends with the time of the step, and so does its browser", async () => {
  const { url } = await serveLocally(() => {});
  const flow = defineFlow("shop-page", {
    ...times,
    timeoutSeconds: 8,
    steps: { open: (context) => withPage(context, async (page) => void (await page.goto(url))) },
  });
  const abandoned: { readonly ended: Promise<void> }[] = [];
  const { outcome } = await runFlow(flow, { variables: { CHROMIUM: "/usr/bin/chromium" }, onAbandon: (work) => void abandoned.push(work) });
  expect(outcome).toBe("timed_out");
  await Promise.all(abandoned.map(({ ended }) => ended));
}, 120_000);
