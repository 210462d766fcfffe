import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type OtlpReceiver, receiveOtlp, valuesOf } from "./receive-otlp.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

let receiver: OtlpReceiver;
beforeEach(async () => {
  receiver = await receiveOtlp();
});
afterEach(() => receiver.stop());

interface Run {
  readonly imports?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Sent when the program says that it is ready. */
  readonly signal?: NodeJS.Signals;
}

/** Runs a program to its end, with its spans going to the receiver. */
async function run(program: string, { imports = [], environment = {}, signal }: Run = {}) {
  const file = program.startsWith("/") ? program : fileURLToPath(new URL(`programs/${program}.ts`, import.meta.url));
  const child = spawn(process.execPath, ["--conditions=@platform/source", ...imports.flatMap((name) => ["--import", name]), file], {
    cwd: ROOT,
    env: { PATH: process.env.PATH ?? "", OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: receiver.url, ...environment },
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
    if (signal !== undefined && stdout.includes("ready")) {
      child.kill(signal);
    }
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const [code, endedBy] = await once(child, "close");
  return { code, endedBy, stdout, stderr };
}

test("--import @platform/tracing/register traces what the API and the clients do, and sends it when the program ends", async () => {
  const environment = {
    PEER: receiver.url.replace("/v1/traces", "/peer"),
    OTEL_SERVICE_NAME: "registered",
    OTEL_RESOURCE_ATTRIBUTES: "team=shop%20a",
  };
  const { code, stderr } = await run("registered", { imports: ["@platform/tracing/register"], environment });
  expect([code, stderr]).toEqual([0, ""]);
  const job = receiver.named("job")[0];
  expect(valuesOf(job?.resource ?? [])).toMatchObject({ "service.name": "registered", team: "shop a" });
  expect(receiver.named("GET").map(({ parentSpanId }) => parentSpanId)).toEqual([job?.spanId, job?.spanId]);
});

test("SIGTERM sends what is there and ends the program as it would have ended", async () => {
  const environment = { PEER: receiver.url, WAIT: "1" };
  const { endedBy } = await run("registered", { imports: ["@platform/tracing/register"], environment, signal: "SIGTERM" });
  expect(endedBy).toBe("SIGTERM");
  expect(receiver.named("job")).toHaveLength(1);
});

test("OTEL_SDK_DISABLED=true: nothing is traced; a wrong variable is told and left out", async () => {
  const environment = { PEER: receiver.url, OTEL_SDK_DISABLED: "true", OTEL_TRACES_SAMPLER: "sometimes", OTEL_BSP_SCHEDULE_DELAY: "soon" };
  const { code, stderr } = await run("registered", { imports: ["@platform/tracing/register"], environment });
  expect(code).toBe(0);
  expect(receiver.spans).toEqual([]);
  expect(stderr).toContain('OTEL_TRACES_SAMPLER="sometimes" is no sampler');
  expect(stderr).toContain('OTEL_BSP_SCHEDULE_DELAY="soon" is not a number');
});

test("started after everything else was loaded: spans are there all the same, and the requests that were missed are told", async () => {
  const { code, stderr } = await run("started-late");
  expect(code).toBe(0);
  expect(stderr).toContain("Tracing was started too late: 1 requests have no span.");
  expect(receiver.named("GET /")).toHaveLength(2);
  expect(receiver.named("GET")).toHaveLength(2);
});

test("beside a NodeSDK the server span is made by its provider; a second start is told of it", async () => {
  const { code, stdout, stderr } = await run("node-sdk", { environment: { OTEL_TRACES_EXPORTER: "none" } });
  expect([code, code === 0 ? "" : stderr]).toEqual([0, ""]);
  const [child, server] = JSON.parse(stdout.split("\n")[0] ?? "");
  expect(server).toMatchObject({
    name: "GET /orders/:id",
    traceId: "0af7651916cd43dd8448eb211c80319c",
    parent: "b7ad6b7169203331",
    status: 2,
    attributes: { "http.route": "/orders/:id", "http.response.status_code": 500, "error.type": "TypeError" },
    events: [{ "exception.message": "acme" }],
  });
  expect(child).toMatchObject({ name: "child", traceId: server.traceId, parent: server.spanId });
  expect(stderr).toContain("another provider, context manager or propagator");
});

test("an older copy of the API is part of the same trace", async () => {
  const { code, stderr } = await run("api-copies");
  expect([code, stderr]).toEqual([0, ""]);
  const [ours, older] = [receiver.named("through our copy")[0], receiver.named("through the older copy")[0]];
  expect(older).toMatchObject({ traceId: ours?.traceId, parentSpanId: ours?.spanId });
});

test("an older copy of the API that registered first is told loudly", async () => {
  const { stderr } = await run("api-copies", { environment: { FIRST: "1" } });
  expect(stderr).toContain("api_copies");
  expect(stderr).toContain("1.4.1");
});

test.each(["esm", "cjs"] as const)("bundled by esbuild as %s: spans appear", async (format) => {
  const folder = mkdtempSync(join(tmpdir(), "tracing-bundle-"));
  try {
    const outfile = join(folder, format === "esm" ? "bundle.mjs" : "bundle.cjs");
    await build({
      entryPoints: [fileURLToPath(new URL("programs/bundled.ts", import.meta.url))],
      outfile,
      bundle: true,
      minify: true,
      platform: "node",
      format,
      conditions: ["@platform/source"],
      absWorkingDir: ROOT,
      logLevel: "silent",
    });
    const { code, stderr } = await run(outfile);
    expect([code, stderr]).toEqual([0, ""]);
  } finally {
    rmSync(folder, { recursive: true });
  }
  const server = receiver.named("GET /")[0];
  const work = receiver.named("work")[0];
  expect(work).toMatchObject({ traceId: server?.traceId, parentSpanId: server?.spanId });
  expect(receiver.named("deep")[0]).toMatchObject({ parentSpanId: work?.spanId });
});

test("a trace goes on in a worker", async () => {
  const { code, stderr } = await run("worker");
  expect([code, stderr]).toEqual([0, ""]);
  const order = receiver.named("order")[0];
  expect(receiver.named("in the worker")[0]).toMatchObject({ traceId: order?.traceId, parentSpanId: order?.spanId });
});
