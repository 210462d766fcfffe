import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const run = promisify(execFile);
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "setup-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
  chmodSync(join(folder, path), mode);
}

/** Runs lines of a module in a process of its own; `PATH` holds only the folder's own `bin` and the shell. */
function runModule(name: string, lines: string) {
  const code = `import * as module from ${JSON.stringify(new URL(name, import.meta.url).href)};\nconst folder = ${JSON.stringify(folder)};\n${lines}`;
  const env = { PATH: `${folder}/bin`, HOME: "" };
  return run(process.execPath, ["--input-type=module", "-e", code], { env });
}

describe("withLock", () => {
  const addOne = `
    import { readFileSync, writeFileSync } from "node:fs";
    await module.withLock(folder + "/lock", async () => {
      const count = Number(readFileSync(folder + "/count", "utf8"));
      await new Promise((done) => setTimeout(done, 50));
      writeFileSync(folder + "/count", String(count + 1));
    });`;

  test("processes take turns, and the lock is gone afterwards", async () => {
    write("count", "0");
    await Promise.all([1, 2, 3].map(() => runModule("./lock.mjs", addOne)));
    expect(readFileSync(join(folder, "count"), "utf8")).toBe("3");
    expect(existsSync(join(folder, "lock"))).toBe(false);
  });

  test("the lock of a process that was killed is taken over, once", async () => {
    const dead = spawn(process.execPath, ["-e", ""]);
    await once(dead, "exit");
    write("lock", String(dead.pid));
    write("count", "0");
    await Promise.all([1, 2, 3].map(() => runModule("./lock.mjs", addOne)));
    expect(readFileSync(join(folder, "count"), "utf8")).toBe("3");
  });
});

describe("installNpmPackages", () => {
  const lockfile = (version: string) =>
    JSON.stringify({ packages: { "": {}, "node_modules/yaml": { version }, "packages/own": { version: "0.0.0" } } });
  const install = "await module.installNpmPackages(folder); console.log(module.isInstalled(folder));";

  /** Stands for npm: notes its arguments and cache folder, and brings the Node of the repository. */
  beforeEach(() => {
    write(
      "bin/npm",
      `#!/bin/sh\necho "$@ $npm_config_cache" >> ${folder}/npm-calls\n/bin/mkdir -p node_modules/node/bin\n: > node_modules/node/bin/node\n`,
      0o755,
    );
    write("package-lock.json", lockfile("2.9.1"));
  });
  const npmCalls = () => (existsSync(join(folder, "npm-calls")) ? readFileSync(join(folder, "npm-calls"), "utf8").trim().split("\n") : []);

  test("a fresh clone runs npm ci once, with a cache inside the clone when there is no home", async () => {
    expect((await runModule("./npm-packages.mjs", install)).stdout).toBe("true\n");
    expect((await runModule("./npm-packages.mjs", install)).stdout).toBe("true\n");
    expect(npmCalls()).toEqual([`ci --no-audit --no-fund ${folder}/.data/npm-cache`]);
  });

  test("what npm install brought up to date is not installed again", async () => {
    write("node_modules/node/bin/node", "");
    write("node_modules/.package-lock.json", lockfile("2.9.1"));
    expect((await runModule("./npm-packages.mjs", install)).stdout).toBe("true\n");
    expect(npmCalls()).toEqual([]);
  });

  test("another version in package-lock.json runs npm ci", async () => {
    write("node_modules/node/bin/node", "");
    write("node_modules/.package-lock.json", lockfile("2.9.0"));
    await runModule("./npm-packages.mjs", install);
    expect(npmCalls()).toHaveLength(1);
  });

  test("npm runs on the repository's Node where the one that started is older than an optional package asks for", async () => {
    const versions = ["18.20.4", "20.18.3", "20.19.0", "21.7.3", "22.11.0", "22.12.0", "24.0.0", "26.1.0"];
    const { stdout } = await runModule("./npm-packages.mjs", `console.log(${JSON.stringify(versions)}.map(module.isCurrentNode).join())`);
    expect(stdout).toBe("false,false,true,false,false,true,true,true\n");
  });

  test("no optional package asks for a newer Node than the set-up reckons with", () => {
    const { packages }: { packages: Record<string, { optional?: boolean; engines?: { node?: string } }> } = JSON.parse(
      readFileSync(join(ROOT, "package-lock.json"), "utf8"),
    );
    const ranges = Object.values(packages).flatMap(({ optional, engines }) => (optional && engines?.node !== undefined ? [engines.node] : []));
    const newest = ranges.filter((range) => Number(/(\d+)\D*[\d.]*$/.exec(range.split("||").at(-1) ?? "")?.[1]) >= 20);
    expect(new Set(newest)).toEqual(new Set(["^20.19.0 || >=22.12.0"]));
  });

  test("a missing npm is one line that names it", async () => {
    rmSync(join(folder, "bin/npm"));
    await expect(runModule("./npm-packages.mjs", install)).rejects.toThrow("npm is not installed; it is needed to set up.");
  });
});

describe("installSystemPackages", () => {
  const install = "await module.installSystemPackages(['prometheus', 'prometheus-alertmanager'], { isRoot: false });";

  test("an Alertmanager under its own name counts as installed", async () => {
    write("bin/prometheus", "", 0o755);
    write("bin/alertmanager", "", 0o755);
    await expect(runModule("./system-packages.mjs", install)).resolves.toMatchObject({ stderr: "" });
  });

  test("without root and sudo the message is the one command to run", async () => {
    write("bin/apt-get", "", 0o755);
    await expect(runModule("./system-packages.mjs", install)).rejects.toThrow(/sudo \S*node \S* --packages prometheus,prometheus-alertmanager/);
  });

  test("by sudo without a password, one shell installs what is missing, and only that", async () => {
    write("bin/apt-get", "", 0o755);
    write("bin/prometheus", "", 0o755);
    write(
      "bin/sudo",
      `#!/bin/sh\nfor last; do :; done\n[ "$last" = true ] || : > ${folder}/bin/$last\necho "$last" >> ${folder}/sudo-calls\n`,
      0o755,
    );
    const { stderr } = await runModule("./system-packages.mjs", install);
    expect(stderr).toBe("Installing prometheus-alertmanager (apt-get) …\n");
    expect(readFileSync(join(folder, "sudo-calls"), "utf8")).toBe("true\nprometheus-alertmanager\n");
  });

  test("without apt-get the message names what to install", async () => {
    write("bin/prometheus", "", 0o755);
    await expect(runModule("./system-packages.mjs", install)).rejects.toThrow("Not installed: prometheus-alertmanager.");
  });
});

describe("runProgram", () => {
  const runFile = `process.exitCode = await module.runProgram(${JSON.stringify(ROOT)}, [folder + "/program.ts", "--once", "two words"]);`;

  test("arguments and the exit code go through, on the repository's own Node with TypeScript", async () => {
    write("program.ts", "const args: string[] = process.argv.slice(2); console.log(process.version.split('.')[0], args.join('|')); process.exit(5);");
    await expect(runModule("./run-program.mjs", runFile)).rejects.toMatchObject({ code: 5, stdout: "v24 --once|two words\n" });
  });

  test("SIGTERM reaches the program, which may end in its own way", async () => {
    write("program.ts", "process.on('SIGTERM', () => process.exit(7)); setInterval(() => {}, 1000); console.log('ready');");
    const code = `import { runProgram } from ${JSON.stringify(new URL("./run-program.mjs", import.meta.url).href)};
      process.exitCode = await runProgram(${JSON.stringify(ROOT)}, [${JSON.stringify(`${folder}/program.ts`)}]);`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout, "data");
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([7, null]);
  });
});
