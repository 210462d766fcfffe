import { buildModel } from "@platform/grafana-dashboards";
import { definePlatform } from "@platform/grafana-dashboards/define";
import { defineService } from "@platform/slo/define";
import { renderRepositoryPages } from "@platform/stack/render";
import type { Command } from "commander";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { createProgram } from "../src/create-program.ts";

const links = { grafana: "http://a", prometheus: "http://a", alertmanager: "http://a", runbooks: "http://a" };
const till = defineService({ name: "till", title: "Till", help: "Sells.", owner: "team-shop", port: 4001 });
const pages = renderRepositoryPages(buildModel(definePlatform({ name: "shop", title: "Shop", services: [till], links })), {
  config: "platform.config.ts",
  out: "deploy",
  titles: new Map(),
});
const workflow = parse(pages.find(({ path }) => path.endsWith("maintenance.yml"))?.content ?? "") as {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly { readonly run?: string }[] }>>;
};
const lines = Object.entries(workflow.jobs).flatMap(([job, { steps }]) =>
  steps.flatMap(({ run = "" }) => [...run.matchAll(/npx platform (.*)$/gm)].map(([, line = ""]) => [job, line] as const)),
);

test("the calendar asks for something every day, week, month and quarter", () => {
  expect(new Set(lines.map(([job]) => job))).toEqual(new Set(["daily", "weekly", "monthly", "quarterly"]));
});

test.each(lines)("%s: the command has what platform %s asks for", (_job, line) => {
  const terminal = { out: { line: () => {}, style: (_: string, text: string) => text }, isGithubActions: false };
  const program = createProgram({ ...terminal, err: terminal.out }, () => {});
  const words = line.split(" ");
  const names = words.slice(
    0,
    words.findIndex((word) => word.startsWith("--")),
  );
  const command = names.reduce<Command | undefined>((one, name) => one?.commands.find((other) => other.name() === name), program);
  const known = command?.options.map(({ long }) => long);
  expect(words.filter((word) => word.startsWith("--") && !known?.includes(word))).toEqual([]);
  expect(known).not.toBeUndefined();
});
