import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { connectRaw } from "../../test/raw-connection.ts";
import { exitOnSignals } from "./exit-on-signals.ts";
import { createServers } from "./servers.ts";
import { checkShutdown, createShutdown } from "./shutdown.ts";

const APP = fileURLToPath(new URL("../../test/shutdown-app.ts", import.meta.url));
const GET = (path: string) => `GET ${path} HTTP/1.1\r\nHost: test\r\n\r\n`;

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) {
    child.kill("SIGKILL");
  }
});

async function start(...args: readonly string[]) {
  const child = spawn(process.execPath, ["--conditions=@platform/source", APP, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  started.push(child);
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    output += text;
  });
  const exited = once(child, "exit").then(([code]) => code as number);
  await expect.poll(() => output, { timeout: 30_000 }).toMatch(/^\d+\n/);
  return { child, exited, port: Number.parseInt(output, 10), output: () => output };
}

async function untilClosed(port: number): Promise<void> {
  const look = () =>
    connectRaw(port).then(
      () => "open",
      () => "closed",
    );
  await expect.poll(look, { timeout: 20_000 }).toBe("closed");
}

describe("at a signal a service", () => {
  test("answers what has begun, closes what it has, and exits with 0", async () => {
    const { child, exited, port, output } = await start("10");
    const idle = await connectRaw(port);
    idle.send(GET("/healthz"));
    await idle.until('"ok"');
    const client = await connectRaw(port);
    client.send(GET("/slow"));
    await new Promise((sent) => setTimeout(sent, 100));
    child.kill("SIGTERM");
    expect(await client.until("done")).toContain("200 OK");
    expect(await exited).toBe(0);
    expect(output()).toMatch(/closed\n$/);
    await expect(connectRaw(port)).rejects.toThrow("ECONNREFUSED");
  }, 60_000);

  test.each([
    ["a request hangs", "/hang", "resolves"],
    ["what it closes hangs", "/healthz", "hangs"],
    ["what it closes fails", "/healthz", "fails"],
  ])(
    "exits with 1 within its deadline when %s",
    async (_what, path, closing) => {
      const { child, exited, port } = await start("1", closing);
      const client = await connectRaw(port);
      client.send(GET(path));
      await client.until(path === "/hang" ? "begun" : "ok");
      child.kill("SIGTERM");
      expect(await exited).toBe(1);
    },
    60_000,
  );

  test("that has answered nothing but a probe stops listening", async () => {
    const { child, port } = await start("300", "hangs");
    const probe = await connectRaw(port);
    probe.send(GET("/healthz"));
    await probe.until('"ok"');
    child.kill("SIGTERM");
    await untilClosed(port);
  }, 60_000);

  test("ends at once at a second signal", async () => {
    const { child, exited, port } = await start("300");
    const client = await connectRaw(port);
    client.send(GET("/hang"));
    await client.until("begun");
    child.kill("SIGTERM");
    await untilClosed(port);
    child.kill("SIGTERM");
    expect(await exited).toBe(1);
  }, 60_000);
});

describe("a shutdown", () => {
  const parts = { servers: createServers(), active: () => 0, onBegin: () => {} };

  test("tells what did not end, asks each once, and never rejects", async () => {
    const asked: string[] = [];
    const shutdown = createShutdown({
      ...parts,
      active: () => 1,
      endings: [
        ["traces", () => new Promise(() => asked.push("traces"))],
        ["logs", () => Promise.reject(asked.push("logs"))],
        [
          "more",
          () => {
            asked.push("more");
            throw new Error("broken");
          },
        ],
        ["done", () => asked.push("done")],
      ],
    });
    const [report, again] = await Promise.all([shutdown({ deadlineSeconds: 0.2 }), shutdown()]);
    expect(report).toEqual({ drained: false, unfinished: ["traces", "logs", "more"] });
    expect(again).toBe(report);
    expect(asked).toEqual(["traces", "logs", "more", "done"]);
  });

  test.each([Number.NaN, -1, 0, Number.POSITIVE_INFINITY, "10" as never])("with a deadline of %s ends all the same", async (deadlineSeconds) => {
    const shutdown = createShutdown({ ...parts, endings: [] });
    expect(await shutdown({ deadlineSeconds, delaySeconds: Number.NaN })).toEqual({ drained: true, unfinished: [] });
  });

  test.each([
    ["deadline_invalid", { deadlineSeconds: 0 }],
    ["deadline_invalid", { deadlineSeconds: 301 }],
    ["deadline_invalid", { deadlineSeconds: Number.NaN }],
    ["delay_invalid", { delaySeconds: -1 }],
    ["delay_invalid", { deadlineSeconds: 10, delaySeconds: 6 }],
  ])("%s is an error of its options at the start", (code, options) => {
    expect(() => checkShutdown(options)).toThrow(expect.objectContaining({ code }));
  });

  test("signals are left to the program once it is stopped", () => {
    const before = process.listenerCount("SIGTERM");
    const signals = exitOnSignals(createShutdown({ ...parts, endings: [] }), { signals: ["SIGTERM"] });
    expect(process.listenerCount("SIGTERM")).toBe(before + 1);
    signals.stop();
    expect(process.listenerCount("SIGTERM")).toBe(before);
  });
});
