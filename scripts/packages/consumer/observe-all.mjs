// A service started by `--import @platform/tracing/register` whose spans go to a collector, and whose lines go to Loki, by a thread of their own.
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { observe } from "@platform/express-middleware";
import { runningTracing } from "@platform/tracing";
import express from "express";

const spool = mkdtempSync(join(tmpdir(), "consumer-"));
const pushed = Promise.withResolvers();
const loki = createServer((request, response) => {
  request.resume().on("end", () => {
    response.writeHead(204).end();
    pushed.resolve(request.url);
  });
});
await once(loki.listen(0, "127.0.0.1"), "listening");

const logger = { output: { append() {} }, loki: { url: `http://127.0.0.1:${loki.address().port}`, spool, batchSeconds: 0 } };
const app = express();
app.use(observe({ service: "shop", logger }));
const server = app.listen(0, "127.0.0.1");
await once(server, "listening");
await (await fetch(`http://127.0.0.1:${server.address().port}/`)).text();

const path = await pushed.promise;
const { produced } = runningTracing().account();
console.log(`${path} by ${process.report.getReport().workers.length} thread, ${produced} spans`);
for (const each of [server, loki]) {
  each.close();
  each.closeAllConnections();
}
process.once("exit", () => rmSync(spool, { recursive: true }));
