import { mkdirSync, readdirSync, readFileSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { newFolder } from "../../test/new-folder.ts";
import { openAcknowledgement } from "./acknowledgement.ts";
import { shareCounts } from "./delivery-counts.ts";
import { positionOf, segmentPath } from "./segment.ts";
import { adoptFolders, createSpoolFolder } from "./spool-folder.ts";
import { createSpoolReader } from "./spool-reader.ts";
import { createSpoolWriter } from "./spool-writer.ts";

const from = { segment: 1, offset: 0 };

test("a spool that is cut at any byte of its last record gives all lines before it, and the last one if it is whole", () => {
  const folder = newFolder();
  const lines = ['{"number":0}', '{"number":1,"text":"ü€"}', '{"number":2,"text":"last"}'];
  const whole = Buffer.from(`${lines.join("\n")}\n`);
  const last = Buffer.byteLength(`${lines.slice(0, 2).join("\n")}\n`);
  for (let length = whole.length; length >= last; length--) {
    writeFileSync(segmentPath(folder, 1), whole.subarray(0, length));
    const read = createSpoolReader({ folder, from }).read(1024);
    const given = read?.lines.toString().split("\n") ?? [];
    expect(given.slice(0, 2)).toEqual(lines.slice(0, 2));
    expect(read?.end.offset).toBe(length);
    expect(given.slice(2).join("")).toBe(length === whole.length ? lines[2] : whole.toString("utf8", last, length));
  }
});

test("bytes that are no UTF-8, as a disk may give them, are replaced", () => {
  const folder = newFolder();
  writeFileSync(segmentPath(folder, 1), Buffer.from([0x61, 0xff, 0x0a]));
  const read = createSpoolReader({ folder, from }).read(1024);
  expect(read?.lines.toString()).toBe("a\ufffd\n");
  expect(read?.lines.length).toBe(5);
  expect(read?.end.offset).toBe(3);
});

test("an acknowledgement that is torn at any byte leaves the one before it", () => {
  const folder = newFolder();
  const at = (offset: number) => ({ segment: 1, offset, nanoseconds: String(offset), counts: { delivered: offset } });
  const file = openAcknowledgement(folder);
  file.write(at(1));
  file.write(at(2));
  file.close();
  const path = join(folder, "acknowledged");
  const whole = readFileSync(path);
  expect(openAcknowledgement(folder).read()).toEqual(at(2));
  for (let byte = 0; byte < 200; byte++) {
    const torn = Buffer.from(whole);
    torn.fill(0, byte, 4096);
    writeFileSync(path, torn);
    expect(openAcknowledgement(folder).read()?.offset).toBeOneOf([1, 2]);
  }
  truncateSync(path, 0);
  expect(openAcknowledgement(folder).read()).toBeUndefined();
});

test("a batch ends with a line, also where a line is longer than a batch", () => {
  const folder = newFolder();
  const long = "x".repeat(5000);
  writeFileSync(segmentPath(folder, 1), `a\nb\n${long}\nc\n`);
  writeFileSync(segmentPath(folder, 2), "d\n");
  const reader = createSpoolReader({ folder, from });
  const batches: string[] = [];
  for (let read = reader.read(100); read !== undefined; read = reader.read(100)) {
    batches.push(read.lines.toString());
    reader.moveTo(read.end);
  }
  expect(batches).toEqual(["a\nb\n", `${long}\nc\n`, "d\n"]);
  expect(reader.available()).toBe(0);
  expect(readdirSync(folder)).toEqual(["0000000002.ndjson"]);
});

test("a service that flushes after each line fills one file after the other, so that what was sent makes room", () => {
  const folder = newFolder();
  const counts = shareCounts();
  const writer = createSpoolWriter({ folder, counts, maxBytes: 8000 });
  const line = Buffer.from(`${"x".repeat(299)}\n`);
  for (let number = 0; number < 20; number++) {
    writer.append(line, 0, line.length);
    writer.flush();
  }
  expect(readdirSync(folder)).toHaveLength(5);
  expect(counts.get("spooled")).toBe(20);
  expect(positionOf(counts.get("written"))).toEqual({ segment: 5, offset: 4 * line.length });
});

test("the folder of a living process is left alone, that of one that ended is taken by one process only", () => {
  const spool = join(newFolder(), "payment", "destination");
  createSpoolFolder(spool, "alive");
  const dead = createSpoolFolder(spool, "dead");
  const owner = JSON.parse(readFileSync(join(dead, "owner.0"), "utf8"));
  writeFileSync(join(dead, "owner.0"), JSON.stringify({ ...owner, begun: "1" }));
  expect(adoptFolders(spool, "first")).toEqual([dead]);
  expect(adoptFolders(spool, "second")).toEqual([]);
});

test("an empty folder, as one leaves that ends while it removes it, goes when it is old", () => {
  const spool = newFolder();
  for (const name of ["old", "young", "full"]) {
    mkdirSync(join(spool, name));
  }
  writeFileSync(join(spool, "full", "file"), "x");
  utimesSync(join(spool, "old"), 0, 0);
  utimesSync(join(spool, "full"), 0, 0);
  expect(adoptFolders(spool, "first")).toEqual([]);
  expect(readdirSync(spool).sort()).toEqual(["full", "young"]);
});

test("what is no folder of a process is not touched", () => {
  const spool = newFolder();
  mkdirSync(join(spool, "other"));
  writeFileSync(join(spool, "file"), "x");
  expect(adoptFolders(spool, "first")).toEqual([]);
});
