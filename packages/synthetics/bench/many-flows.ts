/** A runner with 500 flows at one-minute intervals against the server whose address it is given; tells what it takes when it is asked. */
import { createRunner, serveRunner } from "@platform/synthetics";
import { defineFlow, expectJson } from "@platform/synthetics/define";
import { Registry } from "prom-client";

const FLOWS = 500;

const [url = ""] = process.argv.slice(2);
const flows = Array.from({ length: FLOWS }, (_, index) =>
  defineFlow(`flow-${index}`, {
    everySeconds: 60,
    state: () => ({ id: 0 }),
    steps: {
      search: async ({ fetch }) => ({ id: (await expectJson(await fetch(url), 200, { id: "number" })).id }),
      book: async ({ fetch }) => void (await expectJson(await fetch(url, { method: "POST" }), 200, { id: "number" })),
    },
    cleanup: async ({ fetch }) => void (await (await fetch(url, { method: "DELETE" })).text()),
  }),
);
let passed = 0;
const runner = createRunner({
  flows,
  registry: new Registry(),
  secret: "a secret of the bench",
  onRun({ outcome }) {
    passed += outcome === "passed" ? 1 : 0;
  },
});
const { port } = await serveRunner(runner, { port: 0 });

process.on("disconnect", () => process.exit());
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuSeconds: (user + system) / 1e6, rssBytes: process.memoryUsage().rss, passed });
});
process.send?.({ port });
