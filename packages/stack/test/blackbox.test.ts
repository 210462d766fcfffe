import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildModel } from "@platform/grafana-dashboards";
import { definePlatform } from "@platform/grafana-dashboards/define";
import { defineService } from "@platform/slo/define";
import { type ProbeDefinition, probeDns, probeHttp, probeIcmp, probeTcp } from "@platform/synthetics/define";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeCertificate } from "../../synthetics/test/make-certificate.ts";
import { blackbox } from "../src/define.ts";
import { createProgramGroup, findFreePorts, findProgram, type ProgramGroup } from "../src/index.ts";
import { renderBlackbox } from "../src/render/blackbox.ts";
import { createLocalTargets } from "./local-targets.ts";

const folder = mkdtempSync(join(tmpdir(), "blackbox-"));
const targets = createLocalTargets();
let group: ProgramGroup;
let url = "";
let probes: readonly ProbeDefinition[] = [];

const FAR = "20990101000000Z";
const PAST = "20200102000000Z";
const links = { grafana: "http://g.example", prometheus: "http://p.example", alertmanager: "http://a.example", runbooks: "http://r.example" };
const shop = defineService({ name: "shop", title: "Shop", help: "Sells.", owner: "team", port: 4001 });

/** What is asked, by name, and whether the answer is right. */
const RIGHT: Readonly<Record<string, boolean>> = {
  page: true,
  "page-not-found": false,
  "page-that-should-be-missing": true,
  "page-with-another-body": false,
  "page-with-an-error-in-it": false,
  "page-that-caches-may-keep": true,
  "page-without-the-header": false,
  "page-that-is-slow": false,
  "page-that-redirects": true,
  "page-that-redirects-for-ever": false,
  secure: true,
  expired: false,
  "of-another-host": false,
  port: true,
  "port-that-is-closed": false,
  "port-with-tls": true,
  "port-with-expired-tls": false,
  "name-that-is-known": true,
  "name-with-another-address": false,
  "name-that-is-not-known": false,
  ...(mayPing() && { machine: true, "machine-that-is-not-there": false }),
};

/** Root may send pings, and so may the groups that the system names. */
function mayPing(): boolean {
  const [first = 1, last = 0] = readFileSync("/proc/sys/net/ipv4/ping_group_range", "utf8").trim().split(/\s+/).map(Number);
  const group = process.getgid?.() ?? -1;
  return process.getuid?.() === 0 || (group >= first && group <= last);
}

beforeAll(async () => {
  const good = makeCertificate({ subject: "IP:127.0.0.1", validUntil: FAR });
  const expired = makeCertificate({ subject: "IP:127.0.0.1", validUntil: PAST });
  const elsewhere = makeCertificate({ subject: "DNS:elsewhere.example", validUntil: FAR });
  const caFileOf = (name: string, { cert }: { readonly cert: string }) => {
    writeFileSync(join(folder, name), cert);
    return join(folder, name);
  };
  const web = await targets.http((request, response) => {
    if (request.url === "/slow") {
      return;
    }
    if (request.url === "/moved" || request.url === "/for-ever") {
      response.writeHead(302, { location: request.url === "/moved" ? "/" : "/for-ever" }).end();
      return;
    }
    response.writeHead(request.url === "/" ? 200 : 404, { "cache-control": "public, max-age=60" }).end("a shop (open)");
  });
  const secure = await targets.https(good);
  const old = await targets.https(expired);
  const name = await targets.dns("shop.example", "192.0.2.7");
  const endpoint = { of: "endpoint", target: `${web}/` } as const;
  const certificate = { of: "certificate" } as const;
  const dns = { of: "dns", target: name } as const;
  probes = [
    probeHttp("page", { ...endpoint, bodyHas: "(open)", bodyLacks: "closed" }),
    probeHttp("page-not-found", { ...endpoint, target: `${web}/nothing` }),
    probeHttp("page-that-should-be-missing", { ...endpoint, target: `${web}/nothing`, statuses: [404] }),
    probeHttp("page-with-another-body", { ...endpoint, bodyHas: "welcome" }),
    probeHttp("page-with-an-error-in-it", { ...endpoint, bodyLacks: "shop" }),
    probeHttp("page-that-caches-may-keep", { ...endpoint, of: "cdn", headers: { "cache-control": "max-age=60" } }),
    probeHttp("page-without-the-header", { ...endpoint, of: "cdn", headers: { "x-cache": "HIT" } }),
    probeHttp("page-that-is-slow", { ...endpoint, target: `${web}/slow`, timeoutSeconds: 0.5 }),
    probeHttp("page-that-redirects", { ...endpoint, target: `${web}/moved` }),
    probeHttp("page-that-redirects-for-ever", { ...endpoint, target: `${web}/for-ever` }),
    probeHttp("secure", { ...certificate, target: secure, caFile: caFileOf("good.pem", good) }),
    probeHttp("expired", { ...certificate, target: old, caFile: caFileOf("expired.pem", expired) }),
    probeHttp("of-another-host", { ...certificate, target: await targets.https(elsewhere), caFile: caFileOf("elsewhere.pem", elsewhere) }),
    probeTcp("port", { of: "service", target: await targets.tcp() }),
    probeTcp("port-that-is-closed", { of: "service", target: "127.0.0.1:2" }),
    probeTcp("port-with-tls", { ...certificate, target: secure.slice(8), tls: true, caFile: caFileOf("good.pem", good) }),
    probeTcp("port-with-expired-tls", { ...certificate, target: old.slice(8), tls: true, caFile: caFileOf("expired.pem", expired) }),
    probeDns("name-that-is-known", { ...dns, query: "shop.example", answerHas: "192.0.2.7" }),
    probeDns("name-with-another-address", { ...dns, query: "shop.example", answerHas: "192.0.2.8" }),
    probeDns("name-that-is-not-known", { ...dns, query: "nowhere.example" }),
    ...(mayPing()
      ? [
          probeIcmp("machine", { of: "service", target: "127.0.0.1" }),
          // No such name will ever be: https://www.rfc-editor.org/rfc/rfc6761#section-6.4
          probeIcmp("machine-that-is-not-there", { of: "service", target: "nowhere.invalid", timeoutSeconds: 0.5 }),
        ]
      : []),
  ];
  const model = buildModel(definePlatform({ name: "shop", title: "Shop", services: [shop], uses: [blackbox({ probes })], links }));
  const [file] = renderBlackbox(model);
  const configFile = join(folder, "blackbox.yml");
  writeFileSync(configFile, file?.content ?? "");
  const [port = 0] = await findFreePorts(1);
  const found = await findProgram("blackbox-exporter", { searchPath: process.env.PATH ?? "" });
  group = createProgramGroup({ logFolder: folder });
  url = `http://127.0.0.1:${port}`;
  await group.start([
    {
      name: "blackbox",
      title: "Blackbox exporter",
      command: [found.file, `--config.file=${configFile}`, `--web.listen-address=127.0.0.1:${port}`],
      env: {},
      cwd: folder,
      ports: [port],
      readyUrl: `${url}/-/healthy`,
      readySeconds: 30,
    },
  ]);
});

afterAll(async () => {
  await group?.stop();
  await targets[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

/** Asks as Prometheus does, with what the targets file says. */
async function ask(name: string): Promise<string> {
  const { labels = {} } = blackbox({ probes }).targets.find((target) => target.labels?.probe === name) ?? expect.fail(name);
  const query = new URLSearchParams({ module: labels.__param_module ?? "", target: labels.__param_target ?? "" });
  return (await fetch(`${url}/probe?${query}`)).text();
}

test("every probe has a case", () => {
  expect(probes.map(({ name }) => name)).toEqual(Object.keys(RIGHT));
});

test.each(Object.entries(RIGHT))("the true exporter says of %s: %s", async (name, isRight) => {
  expect(await ask(name)).toMatch(new RegExp(`^probe_success ${isRight ? 1 : 0}$`, "m"));
});

test("it exposes what the alerts read", async () => {
  expect(await ask("page")).toMatch(/^probe_duration_seconds /m);
  expect(await ask("secure")).toMatch(/^probe_ssl_earliest_cert_expiry 4\.07\d+e\+09$/m);
  expect(await ask("port-with-tls")).toMatch(/^probe_ssl_earliest_cert_expiry 4\.07\d+e\+09$/m);
});

test.each([
  ["probes_empty", []],
  ["probe_duplicate", [probeTcp("a", { of: "service", target: "a:1" }), probeTcp("a", { of: "service", target: "a:2" })]],
])("refuses with %s", (code, wrong) => {
  expect(() => blackbox({ probes: wrong })).toThrow(expect.objectContaining({ code }));
});
