import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findFreePort } from "./port.ts";
import type { Program } from "./program.ts";
import { createProgramGroup, type ProgramGroup } from "./program-group.ts";
import { spawnProgram } from "./spawn-program.ts";
import { waitUntilReady } from "./wait-until-ready.ts";

const STUBBORN = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log(process.pid);";
const SERVER = "require('node:http').createServer((_, response) => response.end('ok')).listen(Number(process.env.PORT), '127.0.0.1');";
const BROKEN_SERVER = "require('node:http').createServer((_, r) => { r.statusCode = 503; r.end(); }).listen(Number(process.env.PORT), '127.0.0.1');";

let folder: string;
let group: ProgramGroup;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "program-group-"));
  group = createProgramGroup({ logFolder: folder, stopSeconds: 1 });
});
afterEach(async () => {
  await group.stop();
  await rm(folder, { recursive: true });
});

function node(name: string, script: string, options: Partial<Program> = {}): Program {
  return {
    name,
    title: name,
    command: [process.execPath, "-e", script],
    env: { PORT: String(options.ports?.[0] ?? 0) },
    cwd: folder,
    ports: [],
    readySeconds: 10,
    ...options,
  };
}

async function server(name: string, script = SERVER, readySeconds = 10): Promise<Program> {
  const port = await findFreePort();
  return node(name, script, { ports: [port], readyUrl: `http://127.0.0.1:${port}/`, readySeconds });
}

/** A dead process that its parent has not yet asked about still has a number, and state Z. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

/** Process ids that programs wrote to a log once they were set up. */
async function loggedPids(name: string, count: number): Promise<readonly number[]> {
  const deadline = performance.now() + 10_000;
  while (performance.now() < deadline) {
    const lines = (await readFile(join(folder, `${name}.log`), "utf8").catch(() => "")).trim().split("\n");
    if (lines.length === count && lines[0] !== "") {
      return lines.map(Number);
    }
    await sleep(20);
  }
  throw new Error(`${name} never wrote ${count} process ids.`);
}

async function waitUntilGone(pids: readonly number[], seconds: number): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  while (pids.some(isAlive) && performance.now() < deadline) {
    await sleep(50);
  }
  expect(pids.filter(isAlive)).toEqual([]);
}

test("programs of one stage start side by side, each with its own log and process id, and all end on stop", async () => {
  const programs = [await server("one"), await server("two", `console.log('hello'); console.error('there'); ${SERVER}`)];
  const running = await group.start(programs);
  for (const { readyUrl } of programs) {
    expect((await fetch(readyUrl as string)).status).toBe(200);
  }
  expect(await readFile(join(folder, "two.log"), "utf8")).toBe("hello\nthere\n");
  await group.stop();
  expect(running.map(({ pid }) => pid).filter(isAlive)).toEqual([]);
});

test("the stage started last is gone before the one under it is asked to end", async () => {
  const note = (name: string) =>
    `process.on('SIGTERM', () => { require('node:fs').appendFileSync('order', '${name} '); setTimeout(() => process.exit(), 50); }); ${SERVER}`;
  await group.start([await server("first", note("first"))]);
  await group.start([await server("second", note("second"))]);
  await group.stop();
  expect(await readFile(join(folder, "order"), "utf8")).toBe("second first ");
});

test("a program that does not heed SIGTERM, and what it started, end within the deadline", async () => {
  const parent = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(STUBBORN)}], { stdio: 'inherit' }); ${STUBBORN}`;
  await group.start([node("stubborn", parent)]);
  const pids = await loggedPids("stubborn", 2);
  await group.stop();
  await waitUntilGone(pids, 30);
});

test("a program that ends before it is ready is reported with its last error, and the others are stopped", async () => {
  const [good] = await group.start([await server("good")]);
  const start = group.start([await server("other"), await server("bad", "throw new RangeError('no such table: rides')")]);
  await expect(start).rejects.toMatchObject({
    code: "program_died",
    message: expect.stringMatching(
      /^bad ended by itself after [\d.]+ s with exit code 1: RangeError: no such table: rides Read .*bad\.log\. \[program_died\]$/,
    ),
  });
  expect(isAlive(good?.pid as number)).toBe(false);
});

test("a program that never becomes ready is reported with what it answers, and the others are stopped", async () => {
  const [good] = await group.start([await server("good")]);
  const slow = await server("slow", BROKEN_SERVER, 1);
  await expect(group.start([slow])).rejects.toMatchObject({
    code: "program_not_ready",
    message: expect.stringContaining(`slow is not ready after 1 s: status 503 at ${slow.readyUrl}`),
  });
  expect(isAlive(good?.pid as number)).toBe(false);
});

test("a port that is taken is found before anything of the stage is started", async () => {
  const holder = createServer().listen(0, "127.0.0.1");
  await once(holder, "listening");
  const { port } = holder.address() as AddressInfo;
  try {
    await expect(group.start([await server("fine"), node("late", SERVER, { ports: [port] })])).rejects.toMatchObject({
      code: "port_in_use",
      message: expect.stringContaining(`${port} (wanted by late)`),
    });
    await expect(readFile(join(folder, "fine.log"))).rejects.toThrow("ENOENT");
  } finally {
    holder.close();
  }
});

test("a port taken after the look at it is still reported as a port in use", async () => {
  const holder = await server("holder");
  await group.start([holder]);
  const { ports, env } = holder;
  const late = await spawnProgram(node("late", SERVER, { ports, env, readyUrl: "http://127.0.0.1:1/" }), { logFolder: folder });
  await expect(waitUntilReady(late, { signal: AbortSignal.timeout(10_000) })).rejects.toMatchObject({
    code: "port_in_use",
    message: expect.stringContaining(`${ports[0]} (wanted by late)`),
  });
});

test("a program that dies later is told, with its signal", async () => {
  const [running] = await group.start([await server("victim")]);
  process.kill(running?.pid as number, "SIGKILL");
  expect(await group.died).toMatchObject({
    code: "program_died",
    message: expect.stringMatching(/^victim ended by itself after [\d.]+ s with SIGKILL/),
  });
});

test("stopping in the middle of a start ends what was already started, and the start is refused", async () => {
  const start = group.start([await server("never", BROKEN_SERVER)]);
  start.catch(() => undefined);
  await sleep(300);
  await group.stop();
  await expect(start).rejects.toThrow("stopped");
});

test.each([
  ["a command that does not exist", { command: ["/nonexistent/program"] as const }, "program_died"],
  ["a folder that does not exist", { cwd: "/nonexistent" }, "program_start_failed"],
])("%s is reported", async (_, options, code) => {
  await expect(group.start([node("odd", "", { readyUrl: "http://127.0.0.1:1/", ...options })])).rejects.toMatchObject({ code });
});

test("a log folder that cannot be written is reported", async () => {
  const others = createProgramGroup({ logFolder: join(folder, "absent") });
  await expect(others.start([node("any", STUBBORN)])).rejects.toMatchObject({ code: "folder_unwritable" });
});

test.each([["SIGKILL"], ["SIGTERM"]] as const)(
  "when the runner itself ends by %s, its programs end too, the stubborn ones after the grace",
  async (signal) => {
    const runner = join(folder, "runner.ts");
    const module = fileURLToPath(new URL("./program-group.ts", import.meta.url));
    await writeFile(
      runner,
      `import { createProgramGroup } from ${JSON.stringify(module)};
     const group = createProgramGroup({ logFolder: ${JSON.stringify(folder)} });
     const program = (name: string, script: string) => ({ name, title: name, command: [process.execPath, "-e", script] as const, env: {}, cwd: ".", ports: [], readySeconds: 5 });
     await group.start([program("a", "setInterval(() => {}, 1000); console.log(process.pid);"), program("b", ${JSON.stringify(STUBBORN)})]);
     setInterval(() => {}, 1000);`,
    );
    const child = spawn(process.execPath, ["--conditions=@platform/source", runner], { stdio: ["ignore", "ignore", "inherit"] });
    const pids = (await Promise.all([loggedPids("a", 1), loggedPids("b", 1)])).flat();
    expect(pids.filter(isAlive)).toHaveLength(2);
    child.kill(signal);
    await once(child, "exit");
    await waitUntilGone(pids, 30);
  },
);
