import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { compareFiles } from "./compare-files.ts";
import { writeFiles } from "./write-files.ts";

const A = { path: "rules/a.yml", content: "a: 1\n" };
const B = { path: "dashboards/b.json", content: "{}\n" };

let root: string;
let folder: string;

beforeEach(() => {
  root = mkdtempSync(join(realpathSync(tmpdir()), "write-files-"));
  folder = join(root, "deploy");
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, content: string): void {
  mkdirSync(join(root, path, ".."), { recursive: true });
  writeFileSync(join(root, path), content);
}

function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** Every file and link below the root with its content, to show that nothing was touched. */
function everything(): readonly string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .map((entry) => `${entry.parentPath}/${entry.name} ${entry.isFile() ? readFileSync(join(entry.parentPath, entry.name), "utf8") : "-"}`)
    .sort();
}

test("a first run creates the folder, the files and the list of them; a second one touches nothing", () => {
  expect(writeFiles([A, B], { folder })).toMatchObject({ created: [B.path, A.path], changed: [], unchanged: [] });
  expect(read("deploy/rules/a.yml")).toBe(A.content);
  for (const path of [A.path, B.path, ".generated.json"]) {
    utimesSync(join(folder, path), 1, 1);
  }
  expect(writeFiles([B, A], { folder })).toMatchObject({ created: [], changed: [], unchanged: [B.path, A.path] });
  for (const path of [A.path, B.path, ".generated.json"]) {
    expect(statSync(join(folder, path)).mtimeMs).toBe(1000);
  }
  expect(compareFiles([A, B], { folder })).toEqual([]);
});

test("a change rewrites one file and leaves no temporary one", () => {
  writeFiles([A, B], { folder });
  const changed = { ...A, content: "a: 2\n" };
  expect(compareFiles([changed, B], { folder })).toEqual([
    { path: ".generated.json", state: "differs" },
    { path: A.path, state: "differs" },
  ]);
  expect(writeFiles([changed, B], { folder })).toMatchObject({ changed: [A.path], unchanged: [B.path], overwrittenEdits: [] });
  expect(readdirSync(join(folder, "rules"))).toEqual(["a.yml"]);
  expect(compareFiles([changed, B], { folder })).toEqual([]);
});

test("a hand edit, a missing and a stray file are each named", () => {
  writeFiles([A, B], { folder });
  put("deploy/rules/a.yml", "a: 3\n");
  unlinkSync(join(folder, B.path));
  expect(compareFiles([A, B], { folder })).toEqual([
    { path: B.path, state: "missing" },
    { path: A.path, state: "differs" },
  ]);
  expect(compareFiles([B], { folder })).toEqual([
    { path: ".generated.json", state: "differs" },
    { path: B.path, state: "missing" },
    { path: A.path, state: "stray" },
  ]);
});

test("an edit of a generated file is overwritten, and reported", () => {
  writeFiles([A], { folder });
  put("deploy/rules/a.yml", "a: 3\n");
  expect(writeFiles([A], { folder })).toMatchObject({ changed: [A.path], overwrittenEdits: [A.path] });
  expect(read("deploy/rules/a.yml")).toBe(A.content);
});

test("what is generated no more is removed with its folder", () => {
  writeFiles([A, B], { folder });
  expect(writeFiles([A], { folder })).toMatchObject({ removed: [B.path], kept: [] });
  expect(existsSync(join(folder, "dashboards"))).toBe(false);
  expect(compareFiles([A], { folder })).toEqual([]);
});

test("what is generated no more but was edited is left, and stays known as ours", () => {
  writeFiles([A, B], { folder });
  put("deploy/dashboards/b.json", "mine");
  expect(writeFiles([A], { folder })).toMatchObject({ removed: [], kept: [B.path] });
  expect(read("deploy/dashboards/b.json")).toBe("mine");
  expect(compareFiles([A], { folder })).toContainEqual({ path: B.path, state: "stray" });
  unlinkSync(join(folder, B.path));
  writeFiles([A], { folder });
  expect(compareFiles([A], { folder })).toEqual([]);
});

test("a file of somebody else beside ours is left alone", () => {
  put("deploy/rules/notes.txt", "mine");
  writeFiles([A], { folder });
  writeFiles([], { folder });
  expect(read("deploy/rules/notes.txt")).toBe("mine");
  expect(existsSync(join(folder, A.path))).toBe(false);
});

test.each<readonly [string, () => void]>([
  ["not written by platform generate", () => put("deploy/rules/a.yml", "mine")],
  ["a folder", () => mkdirSync(join(folder, A.path), { recursive: true })],
  ["below rules, which is no folder", () => put("deploy/rules", "mine")],
  [
    "below rules, which is a symbolic link",
    () => {
      mkdirSync(join(root, "outside"));
      mkdirSync(folder);
      symlinkSync(join(root, "outside"), join(folder, "rules"));
    },
  ],
  [
    "a symbolic link",
    () => {
      put("outside.yml", "mine");
      mkdirSync(join(folder, "rules"), { recursive: true });
      symlinkSync(join(root, "outside.yml"), join(folder, A.path));
    },
  ],
  [
    ".generated.json: a symbolic link",
    () => {
      mkdirSync(folder);
      symlinkSync(join(root, "outside.json"), join(folder, ".generated.json"));
    },
  ],
])("with %s in the way nothing at all is touched", (message, prepare) => {
  prepare();
  const before = everything();
  expect(() => writeFiles([B, A], { folder })).toThrow(
    expect.objectContaining({ code: "files_in_the_way", message: expect.stringContaining(message) }),
  );
  expect(everything()).toEqual(before);
});

test("an equal file of unknown origin becomes ours", () => {
  put("deploy/rules/a.yml", A.content);
  expect(writeFiles([A], { folder })).toMatchObject({ unchanged: [A.path] });
  expect(compareFiles([A], { folder })).toEqual([]);
});

test("a symbolic link that took the place of a file of ours is neither followed nor removed", () => {
  writeFiles([A, B], { folder });
  put("outside.json", B.content);
  unlinkSync(join(folder, B.path));
  symlinkSync(join(root, "outside.json"), join(folder, B.path));
  expect(compareFiles([A, B], { folder })).toEqual([{ path: B.path, state: "differs" }]);
  expect(writeFiles([A], { folder })).toMatchObject({ removed: [], kept: [B.path] });
  expect(read("outside.json")).toBe(B.content);
});

test.each([
  "<<<<<<< HEAD",
  "[]",
  '{"sha256":{"../outside.yml":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}}',
  '{"sha256":{"/etc/passwd":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}}',
  '{"sha256":{"rules/a.yml":"*"}}',
])("a list that we cannot have written stops the run: %s", (text) => {
  put("outside.yml", "");
  put("deploy/.generated.json", text);
  const before = everything();
  expect(() => writeFiles([A], { folder })).toThrow(expect.objectContaining({ code: "manifest_invalid" }));
  expect(() => compareFiles([A], { folder })).toThrow(expect.objectContaining({ code: "manifest_invalid" }));
  expect(everything()).toEqual(before);
});

test("what a failed run left behind is known to the next one", () => {
  const blocked = {
    path: "z/blocked",
    get content() {
      mkdirSync(join(folder, "z/blocked/since"), { recursive: true });
      return "its place is taken before it is put there";
    },
  };
  expect(() => writeFiles([A, blocked], { folder })).toThrow(expect.objectContaining({ code: "write_failed" }));
  expect(read("deploy/rules/a.yml")).toBe(A.content);
  expect(readdirSync(folder).toSorted()).toEqual([".generated.json", "rules", "z"]);
  expect(writeFiles([{ ...A, content: "a: 2\n" }], { folder })).toMatchObject({ changed: [A.path], kept: [blocked.path] });
});

test("a renderer that fails after others leaves every file as it was", () => {
  writeFiles([A, B], { folder });
  const before = everything();
  const broken = {
    path: "z",
    get content(): string {
      throw new Error("not to be rendered");
    },
  };
  expect(() => writeFiles([{ ...A, content: "a: 2\n" }, broken], { folder })).toThrow("not to be rendered");
  expect(everything()).toEqual(before);
});

/** A process that stages one file of two and then waits for ever. */
async function startStuckRun(): Promise<ChildProcess> {
  const program = `
    import { writeFiles } from ${JSON.stringify(new URL("./write-files.ts", import.meta.url).href)};
    const stuck = { path: "b", get content() { process.stdout.write("staged"); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); } };
    writeFiles([{ path: "a", content: "a" }, stuck], { folder: ${JSON.stringify(folder)} });`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  return child;
}

const stagingFolders = () => readdirSync(folder).filter((name) => name.startsWith(".generating-"));

test("what a run that was killed with -9 left behind is removed by the next, and that of a run that still runs is not", {
  timeout: 60_000,
}, async () => {
  const child = await startStuckRun();
  const [left] = stagingFolders();
  expect(left).toMatch(new RegExp(`^\\.generating-${child.pid}-[0-9a-f]{8}-`));
  writeFiles([A], { folder });
  expect(stagingFolders()).toEqual([left]);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(stagingFolders()).toEqual([left]);
  writeFiles([A], { folder });
  expect(stagingFolders()).toEqual([]);
  expect(read("deploy/rules/a.yml")).toBe(A.content);
});

test("a folder that no run of this machine can have left is not removed", { timeout: 60_000 }, async () => {
  const child = await startStuckRun();
  child.kill("SIGKILL");
  await once(child, "exit");
  const left = stagingFolders()[0] ?? "";
  put(`deploy/${left}/notes.txt`, "mine");
  put("deploy/.generating-mine/0", "mine");
  put(`deploy/${left.replace(/-[0-9a-f]{8}-/, "-00000000-")}/0`, "of another machine");
  symlinkSync(root, join(folder, left.replace(/\w{6}$/, "aaaaaa")));
  const before = stagingFolders();
  expect(before).toHaveLength(4);
  writeFiles([A], { folder });
  expect(stagingFolders()).toEqual(before);
});

test("a file where the folder should be is left as it is", () => {
  put("deploy", "mine");
  expect(() => writeFiles([A], { folder })).toThrow(expect.objectContaining({ code: "folder_unreadable" }));
  expect(read("deploy")).toBe("mine");
});

test.each(["../outside.yml", "/tmp/outside.yml", "a\0b", ".generated.json"])("the path %j writes nothing", (path) => {
  expect(() => writeFiles([A, { path, content: "x" }], { folder })).toThrow(expect.objectContaining({ name: "OutputError" }));
  expect(everything()).toEqual([]);
});
