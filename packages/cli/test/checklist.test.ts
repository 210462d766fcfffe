import { chmodSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect, test } from "vitest";
import { createWorkspace, SOUND } from "./command-line.ts";

interface Row {
  readonly examined: string;
  readonly state: string;
  readonly found: string;
  readonly fix?: string;
}

const rowsOf = (stdout: string) => new Map((JSON.parse(stdout) as { results: readonly Row[] }).results.map((row) => [row.examined, row]));

test("doctor goes through the checklist: what is not done says how to do it, and is a warning", { timeout: 120_000 }, async () => {
  const workspace = createWorkspace({ "platform.config.ts": SOUND });
  const fresh = await workspace.run(["doctor", "--json"]);
  const rows = rowsOf(fresh.stdout);
  const open = [...rows.values()].filter(({ state }) => state === "warning");
  expect(open.map(({ examined }) => examined)).toEqual(
    expect.arrayContaining([
      ...["monitoring is deployed", "channels are configured", "dashboards are generated", "synthetic monitoring watches", "runbooks are there"],
      ...["backups are made", "incidents are played through", "backups are restored", "runbooks are followed", "people are trained"],
    ]),
  );
  expect(open.filter(({ fix }) => fix === undefined)).toEqual([]);
  expect(rows.get("pages are behind TLS")?.state).toBe("fine");

  await workspace.run(["generate"]);
  workspace.write("drills.md", `- ${new Date().toISOString().slice(0, 10)} restore: 4 minutes, Ana\n`);
  workspace.write("platform.config.ts", SOUND.replace("http://localhost:3000", "http://grafana.shop.example"));
  const { status, stdout } = await workspace.run(["doctor", "--json"]);
  const later = rowsOf(stdout);
  expect(status).toBe(1);
  expect(later.get("backups are restored")).toMatchObject({ state: "fine", found: "today" });
  expect(later.get("dashboards are generated")?.found).toMatch(/^\d+ files in deploy are not as they would be generated$/);
  expect(later.get("pages are behind TLS")).toMatchObject({ state: "wrong", found: "grafana at http://grafana.shop.example" });
  workspace.remove();
});

test("doctor looks at a deployment in containers too, and at all the rest where Docker does not answer", { timeout: 120_000 }, async () => {
  const workspace = createWorkspace({ "platform.config.ts": SOUND });
  const record = {
    format: 1,
    target: "compose",
    platform: "shop",
    phase: "deployed",
    config: "0",
    choices: { profiles: [] },
    scrapeIntervalSeconds: 15,
  };
  workspace.write(".data/stack/.platform-stack", "");
  workspace.write(".data/stack/deployment.json", JSON.stringify(record));
  workspace.write("bin/docker", "#!/bin/sh\necho 'Cannot connect to the Docker daemon.' >&2; exit 1\n");
  chmodSync(join(workspace.folder, "bin/docker"), 0o755);
  const { stdout } = await workspace.run(["doctor", "--json"], { PATH: `${join(workspace.folder, "bin")}${delimiter}${process.env.PATH}` });
  const rows = rowsOf(stdout);
  const silent = { state: "wrong", found: expect.stringMatching(/^The Docker engine does not answer/), fix: "Run: sudo systemctl start docker" };
  expect(rows.get("monitoring is deployed")).toMatchObject(silent);
  expect(rows.get("backups are made")).toMatchObject(silent);
  expect(rows.get("pages are behind TLS")?.state).toBe("fine");
  workspace.remove();
});

test("capacity tells what each job costs, and what a day takes on the disk", { timeout: 120_000 }, async () => {
  const workspace = createWorkspace({ "platform.config.ts": SOUND });
  const { status, stdout } = await workspace.run(["capacity", "--instances", "2"]);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^checkout +2 +\d+ +[\d.]+ +declared$/m);
  expect(stdout).toMatch(/^[\d.]+ GiB a day, [\d.]+ GiB in 30 days$/m);
  const declared = (text: string) => Number(/^checkout +2 +(\d+)/m.exec(text)?.[1]);
  const known = await workspace.run(["capacity", "--instances", "2", "--values", "http_route=12", "--values", "http_request_method=1"]);
  expect(declared(known.stdout)).toBeLessThan(declared(stdout) / 2);
  expect(await workspace.run(["capacity", "--values", "http_route"])).toMatchObject({ status: 2, stderr: expect.stringContaining("http_route=12") });
  const silent = await workspace.run(["capacity", "--prometheus", "http://127.0.0.1:1"]);
  expect(silent.status).toBe(3);
  expect(silent.stderr).toContain("error[prometheus_unreachable] Prometheus does not answer at http://127.0.0.1:1");
  workspace.remove();
});
