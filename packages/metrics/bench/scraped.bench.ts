import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { metricsHandler } from "@platform/metrics";
import type { MeasureCase, Side } from "../../../scripts/bench/bench-case.ts";
import { registryOfHistograms } from "./filled-registry.ts";

const run = promisify(execFile);

const SCRAPES = 5;

/**
 * Asks for something small every 5 ms, whether or not the answers before have come, while another connection scrapes again and again. A load generator
 * that waits for answers would not notice a pause: it asks for nothing meanwhile.
 */
const CLIENT = `
  import { Agent, get } from "node:http";
  const agent = new Agent({ keepAlive: true });
  const waits = [];
  const ask = (path) => new Promise((answered, failed) => {
    const begun = performance.now();
    get(process.argv[1] + path, { agent }, (response) => response.resume().on("end", () => answered(performance.now() - begun))).on("error", failed);
  });
  for (let warmUp = 0; warmUp < 200; warmUp++) await ask("/");
  const timer = setInterval(() => ask("/").then((wait) => waits.push(wait)), 5);
  for (let scrape = 0; scrape < ${SCRAPES}; scrape++) await ask("/metrics");
  clearInterval(timer);
  await ask("/");
  waits.sort((a, b) => a - b);
  console.log(waits[Math.floor(waits.length * 0.99)]);
  process.exit();
`;

let url: string | undefined;

/** Milliseconds within which 99 of 100 requests are answered while 150,000 lines are scraped from the same process. */
function p99WhileScraped(side: Side): () => Promise<number> {
  return async () => {
    url ??= await listen(side);
    const { stdout } = await run(process.execPath, ["--input-type=module", "-e", CLIENT, url]);
    return Number(stdout);
  };
}

async function listen(side: Side): Promise<string> {
  const { registry, change } = registryOfHistograms(side, 10_000);
  change();
  const expose: RequestListener =
    side === "ours" ? metricsHandler({ registry, reuseSeconds: 0 }) : async (_request, response) => void response.end(await registry.metrics());
  const server = createServer((request, response) => void (request.url === "/metrics" ? expose(request, response) : response.end("ok")));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export default [
  {
    bench: "scraped",
    case: "99th percentile of an app's requests while 150,000 lines are scraped",
    peer: "prom-client",
    kind: "measure",
    unit: "ms",
    ours: p99WhileScraped("ours"),
    theirs: p99WhileScraped("theirs"),
    target: 0.2,
  },
] satisfies readonly MeasureCase[];
