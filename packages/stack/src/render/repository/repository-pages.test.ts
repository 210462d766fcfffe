import { buildModel } from "@platform/grafana-dashboards";
import { definePlatform } from "@platform/grafana-dashboards/define";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { notifiedPlatform } from "../../../test/notified-platform.ts";
import { renderRepositoryPages } from "./repository-pages.ts";

const titles = new Map([["services/slo-burn", "A budget burns"]]);
const options = { config: "platform.config.ts", out: "deploy", titles };
const platform = notifiedPlatform({ contacts: { CTO: "+1-555-0100" } });
const model = buildModel(platform);
const pages = new Map(renderRepositoryPages(model, options).map(({ path, content }) => [path, content]));

test.each([["runbooks/README.md"], ["docs/incident-response.md"], [".github/workflows/maintenance.yml"]])("renders the whole of %s", async (path) => {
  await expect(pages.get(path)).toMatchFileSnapshot(`../../../test/golden/repository/${path.replace(".github/workflows/", "")}`);
});

test("every alert is in the catalogue, under its runbook", () => {
  const catalogue = pages.get("runbooks/README.md") ?? "";
  const rows = new Map([...catalogue.matchAll(/^\| \[.*\]\((.*)\.md\) \| (.*) \|$/gm)].map(([, page = "", alerts = ""]) => [page, alerts]));
  const alerts = model.ruleFiles.flatMap(({ groups }) => groups.flatMap(({ rules }) => rules.filter((rule) => rule.kind === "alert")));
  const missing = alerts.filter(({ name, runbook, severity }) => {
    const ofSeverity = (rows.get(runbook) ?? "").split("; ").find((part) => part.startsWith(severity)) ?? "";
    return ![...ofSeverity.matchAll(/`(…?)(\w+)`/g)].some(([, dots, ending = ""]) => (dots === "" ? name === ending : name.endsWith(ending)));
  });
  expect(missing.map(({ name }) => name)).toEqual([]);
  expect([...rows.keys()].toSorted()).toEqual([...new Set(alerts.map(({ runbook }) => runbook))].toSorted());
  expect(catalogue).toContain("[A budget burns](services/slo-burn.md)");
});

test("the calendar has a day, a week, a month and a quarter, each at its own time", () => {
  const workflow = parse(pages.get(".github/workflows/maintenance.yml") ?? "") as {
    on: { schedule: { cron: string }[] };
    jobs: Record<string, { if: string; steps: { run?: string }[] }>;
  };
  expect(Object.keys(workflow.jobs)).toEqual(["daily", "weekly", "monthly", "quarterly"]);
  const turns = Object.values(workflow.jobs).map(({ if: condition }) => /schedule == '([^']+)'/.exec(condition)?.[1]);
  expect(turns).toEqual(workflow.on.schedule.map(({ cron }) => cron));
  expect(new Set(turns).size).toBe(4);
});

test("whoever asks Prometheus or Alertmanager in the workflow has the password, where there is one, from a file that was written before", () => {
  interface Step {
    readonly run?: string;
    readonly env?: Readonly<Record<string, string>>;
  }
  const { jobs } = parse(pages.get(".github/workflows/maintenance.yml") ?? "") as { jobs: Record<string, { steps: readonly Step[] }> };
  const asking = Object.values(jobs).flatMap(({ steps }) => {
    const written = steps.findIndex(({ run, env }) => run?.includes("RUNNER_TEMP/monitoring-password") && env?.MONITORING_PASSWORD !== undefined);
    return steps.flatMap((step, index) =>
      /(PROMETHEUS|ALERTMANAGER)_URL/.test(step.run ?? "") ? [{ env: step.env, after: index > written && written > 0 }] : [],
    );
  });
  const PLATFORM_PASSWORD_FILE = "${{ secrets.MONITORING_PASSWORD && format('{0}/monitoring-password', runner.temp) || '' }}";
  expect(asking).toEqual([0, 1, 2].map(() => ({ env: { PLATFORM_PASSWORD_FILE }, after: true })));
});

test("the order in which things are defined changes no byte, and without notifications there are neither channels nor teams", () => {
  const shuffled = definePlatform({ ...platform, services: platform.services.toReversed(), uses: platform.uses.toReversed() });
  expect(renderRepositoryPages(buildModel(shuffled), options)).toEqual(renderRepositoryPages(model, options));
  const { notifications: _, ...silent } = platform;
  const [, page] = renderRepositoryPages(buildModel(definePlatform(silent)), options);
  expect(page?.content).toContain("| critical | 5 minutes | 15 minutes | On-call engineer → DevOps lead → CTO | critical |");
  expect(page?.content).not.toContain("## Channels");
});
