/**
 * Runs the trace-context suite of the W3C against an echo service behind this middleware, at its strictest: a copy of
 * https://github.com/w3c/trace-context and python3-aiohttp are needed.
 *
 *     node --conditions=@platform/source packages/express-middleware/test/run-w3c-suite.ts path/to/trace-context
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createEchoApp } from "./w3c-echo-app.ts";

const [suite, program = "python3"] = process.argv.slice(2);
if (suite === undefined) {
  throw new Error("Usage: run-w3c-suite.ts path/to/trace-context [python]");
}
const { app, observer } = createEchoApp();
const server = createServer(app).listen(0, "127.0.0.1");
await once(server, "listening");
const { port } = server.address() as AddressInfo;

const python = spawn(program, [join(suite, "test", "test.py"), `http://127.0.0.1:${port}/`], {
  stdio: "inherit",
  env: { ...process.env, STRICT_LEVEL: "2", SPEC_LEVEL: "2", HARNESS_TIMEOUT: "30" },
});
const [code] = await once(python, "exit");
process.exitCode = code ?? 1;
server.close();
observer.stop();
await observer.shutdown();
