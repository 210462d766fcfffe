/**
 * Runs the trace-context suite of the W3C against our echo service, at its strictest: a copy of https://github.com/w3c/trace-context and
 * python3-aiohttp are needed.
 *
 *     node --conditions=@platform/source packages/tracing/test/run-w3c-suite.ts path/to/trace-context
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { startTracing } from "../src/index.ts";
import { createEchoService } from "./w3c-echo-service.ts";

const [suite] = process.argv.slice(2);
if (suite === undefined) {
  throw new Error("Usage: run-w3c-suite.ts path/to/trace-context [python]");
}
const tracing = startTracing({ service: "echo", exporter: "none" });
const service = createEchoService().listen(0, "127.0.0.1");
await once(service, "listening");
const { port } = service.address() as AddressInfo;

const python = spawn(process.argv[3] ?? "python3", [join(suite, "test", "test.py"), `http://127.0.0.1:${port}/`], {
  stdio: "inherit",
  env: { ...process.env, STRICT_LEVEL: "2", SPEC_LEVEL: "2", HARNESS_TIMEOUT: "30" },
});
const [code] = await once(python, "exit");
service.close();
await tracing.shutdown();
process.exitCode = code ?? 1;
