import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { shopModel } from "../../test/shop-model.ts";
import { checkModel, checks } from "./checks.ts";

test("a sound model has no error", () => {
  expect(checkModel(shopModel).filter(({ severity }) => severity === "error")).toEqual([]);
});

test.each(Object.keys(checks))("%s has its file, its test and its page, under one name", (check) => {
  for (const path of [`./${check}.ts`, `./${check}.test.ts`, `../../docs/checks/${check}.md`]) {
    expect(existsSync(new URL(path, import.meta.url)), path).toBe(true);
  }
  const page = readFileSync(new URL(`../../docs/checks/${check}.md`, import.meta.url), "utf8");
  expect(page).toMatch(new RegExp(`^# ${check}\n`));
});

const PAGES = new URL("../../docs/checks/", import.meta.url);

test.each(readdirSync(PAGES))("%s says why, what is wrong, what is right and how to silence it", (file) => {
  const page = readFileSync(new URL(file, PAGES), "utf8");
  expect([...page.replaceAll(/```[\s\S]*?```/g, "").matchAll(/^#+ .*$/gm)].map(([heading]) => heading)).toEqual([
    `# ${file.replace(/\.md$/, "")}`,
    "## Why",
    "## Wrong",
    "## Right",
    "## Silence",
  ]);
  expect(page).toMatch(/Severity: (error|warning)\./);
});

test("every code that a check of files can print has its page", () => {
  const folder = new URL("../handwritten/", import.meta.url);
  const sources = readdirSync(folder).filter((name) => !name.includes(".test."));
  const codes = sources.flatMap((name) => [...readFileSync(new URL(name, folder), "utf8").matchAll(/(?:check: |problem\(|finding\()"([a-z-]+)"/g)]);
  expect(new Set(codes.map(([, code]) => code)).size).toBeGreaterThan(15);
  for (const [, code] of codes) {
    expect(existsSync(new URL(`${code}.md`, PAGES)), code).toBe(true);
  }
});

test("problems come errors first, then by what they are about, each once", () => {
  const group = shopModel.ruleFiles[0]?.groups.find(({ rules }) => rules.some(({ kind }) => kind === "alert"));
  const file = { name: "twice", owner: "team", groups: group ? [group, group] : [] };
  const problems = checkModel({ ...shopModel, ruleFiles: [...shopModel.ruleFiles, file] });
  const keys = problems.map(({ severity, subject, check, message }) => [severity, subject, check, message].join("\u0000"));
  expect(problems.length).toBeGreaterThan(1);
  expect(keys).toEqual([...new Set(keys)].sort());
});
