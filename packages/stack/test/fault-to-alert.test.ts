import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createSecureServer, type Server as SecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { buildModel, renderPrometheus, renderYaml } from "@platform/grafana-dashboards";
import { definePlatform } from "@platform/grafana-dashboards/define";
import { defineService } from "@platform/slo/define";
import { createRunner, type RunnerServer, serveRunner } from "@platform/synthetics";
import { defineFlow, expectJson, type ProbeDefinition, probeHttp } from "@platform/synthetics/define";
import { Registry } from "prom-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeCertificate } from "../../synthetics/test/make-certificate.ts";
import { blackbox, synthetics } from "../src/define.ts";
import {
  alertmanagerProgram,
  createProgramGroup,
  findFreePorts,
  findProgram,
  type Program,
  type ProgramGroup,
  type ProgramName,
  prometheusProgram,
} from "../src/index.ts";
import { renderBlackbox } from "../src/render/blackbox.ts";
import { eventually, folderWith, getJson, SEARCH_PATH } from "./live-programs.ts";

/** Rules, scrapes and evaluations are as many times faster than generated, so that minutes of waiting are seconds. */
const FASTER = 20;
const PATIENCE = { seconds: 120 } as const;
const links = { grafana: "http://g.example", prometheus: "http://p.example", alertmanager: "http://a.example", runbooks: "http://r.example" };
const shop = defineService({ name: "shop", title: "Shop", help: "Sells.", owner: "team", port: 4001 });

/** What each flow is served once its fault is there, and before. */
const well: RequestListener = (_request, response) => void response.end('{"id":1}');
const FAULTS: Readonly<Record<string, RequestListener>> = {
  errors: (_request, response) => void response.writeHead(500).end('{"id":1}'),
  latency: async (request, response) => {
    await sleep(700);
    well(request, response);
  },
  "wrong-body": (_request, response) => void response.end('{"id":"one"}'),
};

const flows = [...Object.keys(FAULTS), "down", "healthy"].map((name) =>
  defineFlow(name, {
    everySeconds: 4,
    timeoutSeconds: 1,
    slowSeconds: 0.5,
    cleanupTimeoutSeconds: 0.2,
    steps: {
      ask: async ({ fetch, variables }) =>
        void (await expectJson(await fetch(`${variables[name === "down" ? "DOWN_URL" : "URL"]}/${name}`), 200, { id: "number" })),
    },
  }),
);

let injected = false;
const service = createServer((request, response) => ((injected && FAULTS[request.url?.slice(1) ?? ""]) || well)(request, response));
const secondService = createServer(well);
const FAR = "20990101000000Z";
const certificate = (validUntil: string) => makeCertificate({ subject: "IP:127.0.0.1", validUntil });
const tomorrow = new Date(Date.now() + 86_400_000).toISOString().replaceAll(/[-:T]|\.\d+/g, "");
/** Before and after the fault, by the name of the probe. */
const certificates = {
  expired: [certificate(FAR), certificate("20200102000000Z")],
  "expires-soon": [certificate(FAR), certificate(tomorrow)],
} as const;
const secured = Object.entries(certificates).map(([name, [before, after]]) => ({ name, after, server: createSecureServer(before, well) }));

let runner: RunnerServer;
let group: ProgramGroup;
let trusted: Awaited<ReturnType<typeof folderWith>>;
let folder: Awaited<ReturnType<typeof folderWith>>;
let prometheus = "";
let alertmanager = "";

async function listen(server: Server | SecureServer): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const SECONDS_OF = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** A generated file with all its waits and windows shortened; a window still spans some scrapes. */
function quicker(content: string): string {
  return content
    .replaceAll(/(\[|for: "|interval: ")(\d+)([smhd])(?="|\])/g, (_whole, before: string, count: string, unit: keyof typeof SECONDS_OF) => {
      const seconds = Math.round((Number(count) * SECONDS_OF[unit]) / FASTER);
      return `${before}${Math.max(before === "[" ? 6 : 1, seconds)}s`;
    })
    .replaceAll(/(scrape_interval|scrape_timeout): "\d+s"/g, '$1: "2s"')
    .replaceAll(/evaluation_interval: "\d+s"/g, 'evaluation_interval: "1s"');
}

beforeAll(async () => {
  const variables = { URL: `http://${await listen(service)}`, DOWN_URL: `http://${await listen(secondService)}` };
  runner = await serveRunner(createRunner({ flows, registry: new Registry(), variables, location: "here" }), { port: 0 });
  trusted = await folderWith(
    secured.map(({ name }) => ({ path: `${name}.pem`, content: certificates[name as "expired"].map(({ cert }) => cert).join("") })),
  );
  const [port = 0, alertmanagerPort = 0, blackboxPort = 0] = await findFreePorts(3);
  const probes: ProbeDefinition[] = [];
  for (const { name, server } of secured) {
    const target = `https://${await listen(server)}/`;
    probes.push(probeHttp(name, { of: "certificate", target, timeoutSeconds: 1.2, caFile: join(trusted.path, `${name}.pem`) }));
  }
  const uses = [synthetics({ flows, targets: [`127.0.0.1:${runner.port}`] }), blackbox({ probes, address: `127.0.0.1:${blackboxPort}` })];
  const model = buildModel(definePlatform({ name: "shop", title: "Shop", services: [shop], uses, links }));
  folder = await folderWith([
    ...[...renderPrometheus(model), ...renderBlackbox(model)].map(({ path, content }) => ({ path, content: quicker(content) })),
    { path: "prometheus/targets/alertmanager.json", content: JSON.stringify([{ targets: [`127.0.0.1:${alertmanagerPort}`] }]) },
    { path: "alertmanager.yml", content: renderYaml({ route: { receiver: "nobody" }, receivers: [{ name: "nobody" }] }) },
  ]);
  [prometheus, alertmanager] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${alertmanagerPort}`];
  const found = (name: ProgramName) => findProgram(name, { searchPath: SEARCH_PATH });
  const blackboxFile = await found("blackbox-exporter");
  group = createProgramGroup({ logFolder: folder.path });
  await group.start([
    blackboxProgram(blackboxFile.file, join(folder.path, "blackbox/blackbox.yml"), blackboxPort),
    alertmanagerProgram({
      found: await found("alertmanager"),
      configFile: join(folder.path, "alertmanager.yml"),
      dataFolder: join(folder.path, "notified"),
      port: alertmanagerPort,
      externalUrl: links.alertmanager,
    }),
    prometheusProgram({
      found: await found("prometheus"),
      configFile: join(folder.path, "prometheus/prometheus.yml"),
      dataFolder: join(folder.path, "data"),
      port,
      retentionDays: 1,
      externalUrl: links.prometheus,
    }),
  ]);
}, 90_000);

afterAll(async () => {
  await runner?.stop({ timeoutSeconds: 0 });
  await group?.stop();
  for (const server of [service, secondService, ...secured.map((each) => each.server)]) {
    server.closeAllConnections();
    server.close();
  }
  await folder?.[Symbol.asyncDispose]();
  await trusted?.[Symbol.asyncDispose]();
});

function blackboxProgram(file: string, configFile: string, port: number): Program {
  return {
    name: "blackbox",
    title: "Blackbox exporter",
    command: [file, `--config.file=${configFile}`, `--web.listen-address=127.0.0.1:${port}`],
    env: {},
    cwd: join(configFile, ".."),
    ports: [port],
    readyUrl: `http://127.0.0.1:${port}/-/healthy`,
    readySeconds: 30,
  };
}

/** What Alertmanager has been told of: the alert, and the flow or probe it is about. */
async function alerted(): Promise<string[]> {
  const alerts = await getJson<{ readonly labels: Readonly<Record<string, string>> }[]>(`${alertmanager}/api/v2/alerts`);
  return alerts.flatMap(({ labels }) => {
    const about = labels.flow ?? labels.probe;
    return about === undefined ? [] : [`${labels.alertname} ${about}`];
  });
}

/** The one alert that each fault is to fire. */
const EXPECTED = [
  "SyntheticsCriticalFlowFailing errors",
  "SyntheticsFlowSlow latency",
  "SyntheticsCriticalFlowFailing wrong-body",
  "SyntheticsCriticalFlowFailing down",
  "BlackboxCriticalProbeFailing expired",
  "BlackboxCriticalCertificateExpires expires-soon",
];

const query = async (expression: string) =>
  (await getJson<{ data: { result: object[] } }>(`${prometheus}/api/v1/query?query=${encodeURIComponent(expression)}`)).data.result;

test("each fault of a service comes to Alertmanager as its alert, and what is well as none", async () => {
  await eventually(async () => {
    const [passing, probed] = await Promise.all([query("synthetic_flow_passing == 1"), query("probe_success == 1")]);
    const isWell = passing.length === flows.length && probed.length === secured.length;
    return (isWell && !(await alerted()).some((alert) => EXPECTED.includes(alert))) || undefined;
  }, PATIENCE);
  injected = true;
  secondService.close();
  for (const { server, after } of secured) {
    server.setSecureContext(after);
    server.closeAllConnections();
  }
  const seen = new Set<string>();
  await eventually(async () => {
    for (const alert of await alerted()) {
      seen.add(alert);
    }
    return EXPECTED.every((alert) => seen.has(alert)) || undefined;
  }, PATIENCE).catch(() => expect([...seen]).toEqual(expect.arrayContaining(EXPECTED)));
  // A machine that is very busy may make a run late, and not several in a row.
  await eventually(async () => !(await alerted()).includes("SyntheticsCriticalFlowFailing healthy") || undefined, PATIENCE);
}, 260_000);

test("the dots of the dashboard are the failed runs: each carries the trace that the runner tells of", async () => {
  const { flows: runs } = await getJson<{ flows: { flow: string; lastFailure: { trace_id: string } | null }[] }>(
    `http://127.0.0.1:${runner.port}/runs`,
  );
  const failures = runs.flatMap(({ flow, lastFailure }) => (lastFailure === null ? [] : [[flow, lastFailure.trace_id]]));
  expect(failures.map(([flow]) => flow)).toEqual(expect.arrayContaining(["errors", "wrong-body", "down"]));
  const expression = encodeURIComponent('synthetic_runs_total{outcome=~"failed|timed_out"}');
  await eventually(async () => {
    const now = Date.now() / 1000;
    const { data } = await getJson<{ data: { seriesLabels: { flow: string }; exemplars: { labels: { trace_id: string } }[] }[] }>(
      `${prometheus}/api/v1/query_exemplars?query=${expression}&start=${now - 300}&end=${now + 60}`,
    );
    const dots = data.flatMap(({ seriesLabels, exemplars }) => exemplars.map(({ labels }) => `${seriesLabels.flow} ${labels.trace_id}`));
    return failures.every(([flow, trace]) => dots.includes(`${flow} ${trace}`)) || undefined;
  }, PATIENCE);
}, 130_000);
