import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { createWorkspace, type Workspace } from "./command-line.ts";

const FLOWS = `import { defineFlow, expectJson } from "@platform/synthetics/define";

const ask = (path: string) =>
  defineFlow(path, {
    everySeconds: 1,
    timeoutSeconds: 0.4,
    retries: 1,
    steps: {
      ask: async ({ fetch, variables }) => void (await expectJson(await fetch(variables.SHOP_URL + "/" + path), 200, { id: "number" })),
    },
  });

export default [ask("good"), ask("second"), ask("bad")];
`;

/** A shop whose good answers are good, whose second ones are so each second time, and whose bad ones never. */
const shop = createServer((request, response) => {
  asked[request.url ?? ""] = (asked[request.url ?? ""] ?? 0) + 1;
  const isGood = request.url === "/good" || (request.url === "/second" && (asked["/second"] ?? 0) % 2 === 0);
  response.writeHead(isGood ? 200 : 500).end(JSON.stringify(isGood ? { id: 1 } : { error: "<&>" }));
});
const asked: Record<string, number> = {};
let url = "";
let workspace: Workspace;

beforeAll(async () => {
  await new Promise<void>((resolve) => shop.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
  workspace = createWorkspace({ "synthetics.ts": FLOWS });
});
afterAll(async () => {
  workspace.remove();
  await new Promise((resolve) => shop.close(resolve));
});

const run = (...args: readonly string[]) => workspace.run(["synthetics", "run", ...args], { SHOP_URL: url });

test("a run tells of every flow, a retry is visible, and a failure leads to its trace", async () => {
  const { status, stdout, stderr } = await run("--trace-url", "http://jaeger/trace/{trace}");
  expect(stderr).toBe("");
  expect(stdout.replaceAll(/\d+\.\d{3}/g, "0.000").replaceAll(/[0-9a-f]{32}/g, "<trace>")).toBe(
    `passed     good      0.000 s  ask 0.000
retried    second    0.000 s  ask 0.000
           attempt 1: ask: The answer of /second has status 500, not 200: "{\\"error\\":\\"<&>\\"}"
failed     bad       0.000 s  ask 0.000
           attempt 1: ask: The answer of /bad has status 500, not 200: "{\\"error\\":\\"<&>\\"}"
           ask: The answer of /bad has status 500, not 200: "{\\"error\\":\\"<&>\\"}" (status)
           trace http://jaeger/trace/<trace>
3 run, 2 passed, 1 not
`,
  );
  expect(status).toBe(1);
});

test("JUnit and JSON say the same, and flows can be named", async () => {
  const junit = await run("good", "bad", "--format", "junit");
  expect(junit.status).toBe(1);
  expect(junit.stdout).toMatch(/<testsuites name="platform synthetics" tests="2" failures="1" errors="0" time="\d+\.\d{3}">/);
  expect(junit.stdout).toMatch(/<testcase classname="local" name="good" time="\d+\.\d{3}"\/>/);
  expect(junit.stdout).toContain('<failure type="status" message="ask: The answer of /bad has status 500');
  expect(junit.stdout).toContain("&lt;&amp;&gt;");
  const json = await run("good", "--json");
  expect(json.status).toBe(0);
  expect(JSON.parse(json.stdout)).toMatchObject({ ok: true, runs: [{ flow: "good", outcome: "passed", attempts: 1 }] });
});

test.each([
  ["flow_unknown", ["nowhere"], 2, 'There is no flow "nowhere"'],
  ["flows_missing", ["--flows", "none.ts"], 2, "There is no module none.ts"],
  ["flows_invalid", ["--flows", "empty.ts"], 1, "is not a list of flows"],
  ["flows_throw", ["--flows", "throws.ts"], 1, "no such luck"],
  ["interval_invalid", ["--flows", "wrong.ts"], 1, 'Flow "wrong" runs every 0.1 to 86400 seconds, got 0'],
  ["secret_unreadable", ["--secret-file", "none"], 3, "The secret cannot be read from none"],
])("%s ends the command", async (code, args, exit, message) => {
  workspace.write("empty.ts", "export default [];\n");
  workspace.write("throws.ts", 'throw new Error("no such luck");\n');
  workspace.write(
    "wrong.ts",
    'import { defineFlow } from "@platform/synthetics/define";\nexport default [defineFlow("wrong", { everySeconds: 0, steps: {} })];\n',
  );
  const { status, stderr } = await run(...args);
  expect(stderr).toContain(message);
  expect(stderr).toContain(code);
  expect(status).toBe(exit);
});

const LONG = { timeout: 25_000, interval: 50 };

const LEFT = `import { appendFileSync } from "node:fs";
import { defineFlow } from "@platform/synthetics/define";
const hangs = async () => {
  setInterval(() => {}, 1000);
  appendFileSync("notes.txt", "begun\\n");
  await new Promise(() => {});
};
const cleanup = async () => appendFileSync("notes.txt", "cleaned\\n");
const long = process.env.LONG === "yes" ? 60 : 0.5;
export default [
  defineFlow("hangs", { everySeconds: 100, timeoutSeconds: long, steps: { hangs }, cleanup }),
  defineFlow("follows", { everySeconds: 100, timeoutSeconds: long, steps: { hangs }, cleanup }),
];
`;

test("a step that never ends keeps no command that has told of it", async () => {
  workspace.write("left.ts", LEFT);
  const { status, stdout } = await run("hangs", "--flows", "left.ts");
  expect(stdout).toContain("1 run, 0 passed, 1 not");
  expect(status).toBe(1);
});

test.each(["SIGINT", "SIGTERM"] as const)("%s lets a run clean up, begins no further one and is told of", async (signal) => {
  workspace.write("left.ts", LEFT);
  workspace.write("notes.txt", "");
  const bin = fileURLToPath(new URL("../src/bin.ts", import.meta.url));
  const args = ["--conditions=@platform/source", bin, "synthetics", "run", "--flows", "left.ts", "--concurrency", "1"];
  const child = spawn(process.execPath, args, { cwd: workspace.folder, env: { ...process.env, LONG: "yes", NO_COLOR: "1" } });
  onTestFinished(() => void child.kill("SIGKILL"));
  let printed = "";
  child.stdout.on("data", (data) => {
    printed += data;
  });
  child.stderr.on("data", (data) => {
    printed += data;
  });
  await vi.waitFor(() => expect(workspace.read("notes.txt")).toBe("begun\n"), LONG);
  child.kill(signal);
  expect(await new Promise((resolve) => child.once("close", resolve))).toBe(1);
  expect(workspace.read("notes.txt")).toBe("begun\ncleaned\n");
  expect(printed).toContain(`hangs: The command was ended by ${signal}. (interrupted)`);
  expect(printed).toContain("1 of 2 flows were not run.");
});

function serve(...args: readonly string[]): { readonly child: ChildProcess; readonly out: () => string; readonly err: () => string } {
  const bin = fileURLToPath(new URL("../src/bin.ts", import.meta.url));
  const child = spawn(process.execPath, ["--conditions=@platform/source", bin, "synthetics", "serve", "--port", "0", ...args], {
    cwd: workspace.folder,
    env: { ...process.env, SHOP_URL: url, NO_COLOR: "1" },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let [out, err] = ["", ""];
  child.stdout.on("data", (data) => {
    out += data;
  });
  child.stderr.on("data", (data) => {
    err += data;
  });
  return { child, out: () => out, err: () => err };
}

test("a server shows its metrics, writes a line for each failure, survives errors outside of steps, and ends in order", async () => {
  const stray = `import { defineFlow } from "@platform/synthetics/define";
import flows from "./synthetics.ts";
const stray = defineFlow("stray", { everySeconds: 0.5, steps: { throw: async () => void setTimeout(() => { throw new Error("late"); }, 1) } });
const floating = defineFlow("floating", { everySeconds: 0.5, steps: { reject: async () => void Promise.reject(new Error("nobody waits")) } });
export default [...flows, stray, floating];
`;
  workspace.write("stray.ts", stray);
  const { child, out, err } = serve("--flows", "stray.ts", "--location", "eu");
  await vi.waitFor(() => expect(err()).toContain("5 flows run at eu: http://"), LONG);
  const base = /http:\/\/[\d.:]+/.exec(err())?.[0];
  const metric = async (name: string) => {
    const text = await (await fetch(`${base}/metrics`)).text();
    return Number(
      text
        .split("\n")
        .find((line) => line.startsWith(`${name} `))
        ?.split(" ")[1],
    );
  };
  await vi.waitFor(async () => {
    expect(await metric('synthetic_runs_total{flow="good",location="eu",outcome="passed"}')).toBeGreaterThan(0);
    expect(await metric('synthetic_flow_passing{flow="bad",location="eu"}')).toBe(0);
    expect(await metric("synthetic_stray_errors_total")).toBeGreaterThan(1);
  }, LONG);
  expect(err()).toContain("nobody waits");
  await vi.waitFor(() => expect(out()).toContain('"flow":"bad"'), LONG);
  const line = out()
    .split("\n")
    .find((each) => each.includes('"flow":"bad"'));
  expect(JSON.parse(line ?? "")).toMatchObject({ level: "error", outcome: "failed", failure: { step: "ask", reason: "status" } });
  child.kill("SIGTERM");
  expect(await new Promise((resolve) => child.once("exit", resolve))).toBe(0);
});
