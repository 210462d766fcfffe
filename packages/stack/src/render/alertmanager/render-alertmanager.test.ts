import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { buildModel, type OutputFile } from "@platform/grafana-dashboards";
import { definePlatform } from "@platform/grafana-dashboards/define";
import { defineService, defineSlo, httpAvailability } from "@platform/slo/define";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { eventually, folderWith, getJson, SEARCH_PATH } from "../../../test/live-programs.ts";
import { notifiedPlatform } from "../../../test/notified-platform.ts";
import { shop } from "../../../test/shop-platform.ts";
import { alertmanagerProgram } from "../../operate/native/alertmanager-program.ts";
import { findProgram } from "../../operate/native/find-program.ts";
import { findFreePort } from "../../operate/native/port.ts";
import { createProgramGroup, type ProgramGroup } from "../../operate/native/program-group.ts";
import { renderAlertmanager } from "./render-alertmanager.ts";

const files = renderAlertmanager(buildModel(shop));
const [config] = files as readonly [OutputFile];

let folder: Awaited<ReturnType<typeof folderWith>>;
let configFile: string;
let amtool: string;

beforeAll(async () => {
  folder = await folderWith(files);
  configFile = join(folder.path, config.path);
  amtool = (await findProgram("amtool", { searchPath: SEARCH_PATH })).file;
});
afterAll(() => folder[Symbol.asyncDispose]());

test("renders the whole file", async () => {
  await expect(config.content).toMatchFileSnapshot("../../../test/golden/alertmanager/alertmanager.yml");
});

test("amtool accepts it", () => {
  const output = execFileSync(amtool, ["check-config", configFile], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  expect(output).toContain("SUCCESS");
  expect(output).toContain("4 receivers");
});

test.each([
  ["critical", ["severity=critical", "service=checkout", "slo=availability", "tier=fast"]],
  ["warning", ["severity=warning", "service=mail"]],
  ["info", ["severity=info"]],
  ["unrouted", ["service=checkout"]],
  ["unrouted", ["severity=catastrophe"]],
])("an alert goes to receiver %s with the labels %j", (receiver, labels) => {
  const output = execFileSync(amtool, ["config", "routes", "test", `--config.file=${configFile}`, ...labels], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  expect(output.trim()).toBe(receiver);
});

test("the order in which services are defined changes no byte", () => {
  const shuffled = definePlatform({ ...shop, services: shop.services.toReversed() });
  expect(renderAlertmanager(buildModel(shuffled))).toEqual(files);
});

test("a platform without objectives has no inhibition between their tiers, and one with a single page only that over tickets", () => {
  const inhibitions = (slos: Parameters<typeof defineService>[0]["slos"]) => {
    const service = defineService({ name: "only", title: "Only", help: "Only one.", owner: "team", port: 4001, slos: slos ?? [] });
    const [file] = renderAlertmanager(buildModel(definePlatform({ ...shop, services: [service] })));
    const { inhibit_rules: rules } = parse(file?.content ?? "") as { inhibit_rules: { target_matchers: string[] }[] };
    return rules.filter((rule) => rule.target_matchers.some((matcher) => matcher.startsWith("tier")));
  };
  expect(inhibitions([])).toEqual([]);
  const low = defineSlo({ name: "low", help: "Low.", objective: 0.85, sli: httpAvailability(), tiers: ["medium", "steady"] });
  expect(inhibitions([low])).toHaveLength(1);
});

interface LiveAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly status: { readonly state: string; readonly inhibitedBy: readonly string[] };
}

/** State of every alert by its name, once Alertmanager has seen all of them. */
async function statesOf(alerts: readonly Readonly<Record<string, string>>[], group: ProgramGroup): Promise<Readonly<Record<string, string>>> {
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const found = await findProgram("alertmanager", { searchPath: SEARCH_PATH });
  await group.start([alertmanagerProgram({ found, configFile, dataFolder: join(folder.path, String(port)), port, externalUrl: url })]);
  const response = await fetch(`${url}/api/v2/alerts`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(alerts.map((labels) => ({ labels }))),
  });
  expect(response.status).toBe(200);
  return eventually(
    async () => {
      const live = await getJson<readonly LiveAlert[]>(`${url}/api/v2/alerts`);
      const settled = live.length === alerts.length && live.every(({ status }) => status.state !== "unprocessed");
      return settled ? Object.fromEntries(live.map(({ labels, status }) => [labels.alertname, status.state])) : undefined;
    },
    { seconds: 10 },
  );
}

test("in a live Alertmanager a cause silences its consequences, and nothing else", async () => {
  const group = createProgramGroup({ logFolder: folder.path });
  try {
    const states = await statesOf(
      [
        { alertname: "Fast", tier: "fast", severity: "critical", service: "checkout", slo: "availability" },
        { alertname: "Medium", tier: "medium", severity: "critical", service: "checkout", slo: "availability" },
        { alertname: "Slow", tier: "slow", severity: "warning", service: "checkout", slo: "availability" },
        { alertname: "Missing", tier: "missing", severity: "warning", service: "checkout", slo: "availability" },
        { alertname: "OtherSlo", tier: "slow", severity: "warning", service: "checkout", slo: "latency" },
        { alertname: "OtherService", tier: "slow", severity: "warning", service: "mail", slo: "availability" },
        { alertname: "BareFast", tier: "fast", severity: "critical" },
        { alertname: "BareSlow", tier: "slow", severity: "warning" },
        { alertname: "NoSlo", tier: "slow", severity: "warning", service: "checkout" },
        { alertname: "CheckoutCriticalErrorRate", severity: "critical", service: "checkout", cause: "errorRate" },
        { alertname: "CheckoutCriticalResponseTime", severity: "critical", service: "checkout", cause: "responseTime" },
        { alertname: "CheckoutHighErrorRate", severity: "warning", service: "checkout", cause: "errorRate" },
        { alertname: "MailHighErrorRate", severity: "warning", service: "mail", cause: "errorRate" },
        { alertname: "CriticalLagOfOne", severity: "critical", service: "mail", cause: "eventLoopLag", instance: "a:1" },
        { alertname: "HighLagOfOne", severity: "warning", service: "mail", cause: "eventLoopLag", instance: "a:1" },
        { alertname: "HighLagOfOther", severity: "warning", service: "mail", cause: "eventLoopLag", instance: "b:1" },
        { alertname: "MailInstanceDown", severity: "warning", service: "mail", explains: "instance", instance: "c:1", host: "c" },
        { alertname: "HeapOfTheDead", severity: "critical", service: "mail", instance: "c:1" },
        { alertname: "HeapOfTheLiving", severity: "critical", service: "mail", instance: "d:1" },
        { alertname: "BlogDown", severity: "critical", service: "blog", explains: "job" },
        { alertname: "BlogDataMissing", severity: "warning", service: "blog" },
      ],
      group,
    );
    expect(states).toEqual({
      Fast: "active",
      Medium: "suppressed",
      Slow: "suppressed",
      Missing: "active",
      OtherSlo: "active",
      OtherService: "active",
      BareFast: "active",
      BareSlow: "active",
      NoSlo: "active",
      CheckoutCriticalErrorRate: "suppressed",
      CheckoutCriticalResponseTime: "active",
      CheckoutHighErrorRate: "suppressed",
      MailHighErrorRate: "active",
      CriticalLagOfOne: "active",
      HighLagOfOne: "suppressed",
      HighLagOfOther: "active",
      MailInstanceDown: "active",
      HeapOfTheDead: "suppressed",
      HeapOfTheLiving: "active",
      BlogDown: "active",
      BlogDataMissing: "suppressed",
    });
  } finally {
    await group.stop();
  }
});

test("in a live Alertmanager a page of a service silences those of its callers for the same failing answers, but not for being slow", async () => {
  const group = createProgramGroup({ logFolder: folder.path });
  try {
    const page = { tier: "fast", severity: "critical" };
    const states = await statesOf(
      [
        { ...page, alertname: "Cause", service: "mail", slo: "availability" },
        { ...page, alertname: "Caller", service: "checkout", slo: "availability" },
        { ...page, alertname: "SlowCaller", service: "checkout", slo: "latency" },
        { ...page, alertname: "Stranger", service: "stock", slo: "availability" },
      ],
      group,
    );
    expect(states).toEqual({ Cause: "active", Caller: "suppressed", SlowCaller: "active", Stranger: "active" });
  } finally {
    await group.stop();
  }
});

test("in a live Alertmanager a service that fails a little leaves the page of a caller that fails completely alone", async () => {
  const group = createProgramGroup({ logFolder: folder.path });
  try {
    const states = await statesOf(
      [
        { alertname: "FailsALittle", tier: "medium", severity: "critical", service: "mail", slo: "availability" },
        { alertname: "FailsCompletely", tier: "fast", severity: "critical", service: "checkout", slo: "availability" },
      ],
      group,
    );
    expect(states).toEqual({ FailsALittle: "active", FailsCompletely: "active" });
  } finally {
    await group.stop();
  }
});

test("a page of a service silences pages of its callers that are no faster, and what they do not sell only while it fails completely", () => {
  const selling = buildModel(notifiedPlatform());
  const answering = { ...selling, services: selling.services.map((service) => ({ ...service, slos: selling.services[0]?.slos ?? [] })) };
  const [file] = renderAlertmanager(answering);
  const { inhibit_rules: rules } = parse(file?.content ?? "") as { inhibit_rules: { source_matchers: string[]; target_matchers: string[] }[] };
  const ofMail = rules.filter(({ source_matchers }) => source_matchers.includes('service=~"mail"'));
  expect(ofMail.map(({ source_matchers: [source], target_matchers: [target] }) => `${source} silences ${target}`)).toEqual([
    'tier="fast" silences tier=~"fast|medium"',
    'tier="medium" silences tier=~"medium"',
    'explains="job" silences tier=~"fast|medium"',
    'tier="fast" silences alertname=~"TillOrdersDrop"',
    'explains="job" silences alertname=~"TillOrdersDrop"',
  ]);
});
