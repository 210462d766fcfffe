import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import { defineCounter } from "@platform/metrics/define";
import { aggregate, binary, call, type Expression, over, type Rule, select, up } from "@platform/promql";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findFreePort } from "../../../stack/src/operate/native/port.ts";
import { type MetricsTarget, startMetricsTarget } from "../../test/metrics-target.ts";
import { type PrometheusServer, startPrometheus } from "../../test/prometheus-server.ts";
import { orders, shop, stock } from "../../test/shop-platform.ts";
import { buildModel } from "../model/build-model.ts";
import type { Dashboard, Model, Panel } from "../model/model.ts";
import { panel, show, showNow } from "../panels/panel.ts";
import { renderFiles } from "../render/renderers.ts";
import { verifyModel } from "./verify-model.ts";
import type { VerifyReport } from "./verify-report.ts";

/** The same platform with everything as quick as Prometheus allows, so that a test need not wait for minutes. */
const quick = {
  ...shop,
  prometheus: { ...shop.prometheus, scrapeIntervalSeconds: 1, evaluationIntervalSeconds: 1, tileSeconds: 4, scrapeIntervalSecondsByService: {} },
};
const model = buildModel(quick);

/** Defined, and exposed by nobody. */
const unknown = defineCounter({ name: "vouchers_total", help: "Vouchers used." });

const asked = { prometheusUrl: "", windowSeconds: 30 };

let checkout: MetricsTarget;
let mail: MetricsTarget;
let alertmanager: MetricsTarget;
let prometheus: PrometheusServer;

function metricsOf(service: string) {
  return model.services.find((one) => one.service.name === service)?.metrics ?? [];
}

beforeAll(async () => {
  [checkout, mail, alertmanager] = await Promise.all([
    startMetricsTarget(metricsOf("checkout")),
    startMetricsTarget(metricsOf("mail")),
    startMetricsTarget(),
  ]);
  const targets = { checkout: checkout.address, mail: mail.address, alertmanager: alertmanager.address };
  prometheus = await startPrometheus(renderFiles(model), targets);
  asked.prometheusUrl = prometheus.url;
});

afterAll(async () => {
  await prometheus?.stop();
  await Promise.all([checkout, mail, alertmanager].map((target) => target?.close()));
});

/** A model of which one panel is looked at, and nothing else. */
function withPanel(one: Panel): Model {
  const [first] = model.dashboards as readonly [Dashboard, ...Dashboard[]];
  return {
    ...model,
    dashboards: [{ ...first, variables: [], annotations: [], rows: [{ title: "", collapsed: false, panels: [one] }] }],
    ruleFiles: [],
  };
}

/** Asks until the answer is as wanted, or for a minute. */
async function verifyUntil(wanted: (report: VerifyReport) => boolean, windowSeconds = 30): Promise<VerifyReport> {
  const until = Date.now() + 60_000;
  for (;;) {
    const report = await verifyModel({ model, prometheusUrl: prometheus.url, windowSeconds });
    if (wanted(report) || Date.now() > until) {
      return report;
    }
    await setTimeout(500);
  }
}

async function serve(listener: RequestListener): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

test("with services that expose what they define every panel has data and every rule is healthy", { timeout: 120_000 }, async () => {
  const report = await verifyUntil(({ ok }) => ok);
  expect(report.panels.filter(({ status }) => status === "empty" || status === "error")).toEqual([]);
  expect(report.rules.filter(({ status }) => status === "error" || status === "not-loaded")).toEqual([]);
  expect(report.targets.map(({ job, status }) => `${job} ${status}`)).toEqual(["checkout up", "mail up", "prometheus up", "alertmanager up"]);
  expect(report.ok).toBe(true);
});

const reasons: readonly (readonly [string, Expression, string])[] = [
  ["a metric that nobody exposes", select(unknown), "vouchers_total is absent: nothing writes it"],
  [
    "a value that no series has",
    aggregate("sum", over("rate", select(orders, { channel: { matches: "shop" } as never }), 10)),
    'no series of orders_total has channel=~"shop"',
  ],
  [
    "a second matcher that fits nothing",
    select(orders, { job: "checkout", outcome: { matches: "lost" } as never }),
    'no series of orders_total{job="checkout"} has outcome=~"lost"',
  ],
  ["a condition that does not hold", binary(select(stock), ">", 5), "the condition holds for no series: stock_items > 5"],
  ["sides without a label in common", binary(select(stock), "*", select(up, { job: "mail" })), "the two sides have no labels in common: "],
  ["everything excluded", binary(select(stock), "unless", select(stock)), "every series is excluded: stock_items unless stock_items"],
  ["an absence of what is there", call("absent", select(stock)), "the series is not absent: absent(stock_items)"],
  ["a range with too few samples", over("rate", select(orders), 1), "rate has too few samples in 1s: rate(orders_total[1s])"],
  [
    "the empty side of a join",
    binary(aggregate("sum", select(stock)), "+", aggregate("sum", select(unknown))),
    "vouchers_total is absent: nothing writes it",
  ],
  [
    "a division of nothing by nothing",
    binary(binary(select(stock), "*", 0), "/", binary(select(stock), "*", 0)),
    "every value is NaN: nothing was counted",
  ],
];

test.each(reasons)("an empty panel says why: %s", async (_name, expression, why) => {
  const report = await verifyModel({
    model: withPanel(panel("stat", { title: "P", description: "", queries: [showNow(expression, "")] })),
    ...asked,
  });
  expect(report.panels).toMatchObject([{ panel: "P", status: "empty", series: 0, why: expect.stringContaining(why) }]);
  expect(report.ok).toBe(false);
});

test("an empty panel is fine where its definition says so, and a query that fails is an error even there", async () => {
  const mayBeEmpty = "No voucher was used yet.";
  const draft = { title: "P", description: "", mayBeEmpty };
  const empty = await verifyModel({ model: withPanel(panel("stat", { ...draft, queries: [show(select(unknown), "")] })), ...asked });
  expect(empty).toMatchObject({ ok: true, panels: [{ status: "may-be-empty", why: mayBeEmpty }] });
  const manyToMany = binary(select(stock), "*", select(orders), { matching: { kind: "on", labels: ["job"] } });
  const failing = await verifyModel({ model: withPanel(panel("stat", { ...draft, queries: [show(manyToMany, "")] })), ...asked });
  expect(failing).toMatchObject({ ok: false, panels: [{ status: "error", why: expect.stringContaining("many-to-many matching not allowed") }] });
});

test("a rule that Prometheus does not run is named, whether it is new or stands where another was", async () => {
  const [file, ...others] = model.ruleFiles;
  const [group, ...groups] = file?.groups ?? [];
  if (file === undefined || group === undefined) {
    throw new Error("The fixture has rules.");
  }
  const added = { ...group, name: "added", rules: group.rules.slice(0, 1) };
  const turned = { ...group, rules: group.rules.toReversed() };
  const report = await verifyModel({
    ...asked,
    model: { ...model, dashboards: [], ruleFiles: [{ ...file, groups: [turned, added, ...groups] }, ...others] },
  });
  const missing = report.rules.filter(({ status }) => status === "not-loaded");
  expect(missing).toContainEqual(expect.objectContaining({ group: "added", why: "Prometheus has not loaded it" }));
  expect(missing).toContainEqual(expect.objectContaining({ group: group.name, why: expect.stringContaining("in its place") }));
  expect(report.ok).toBe(false);
});

test("a rule that Prometheus runs in another form is outdated", async () => {
  const changed = (rule: Rule): Rule =>
    rule.kind === "alert" && rule.name === "CheckoutDown"
      ? { ...rule, forSeconds: rule.forSeconds + 60 }
      : rule.kind === "alert" && rule.name === "MailHighErrorRate"
        ? { ...rule, expression: binary(rule.expression, ">", 0.5) }
        : rule;
  const ruleFiles = model.ruleFiles.map((file) => ({ ...file, groups: file.groups.map((group) => ({ ...group, rules: group.rules.map(changed) })) }));
  const report = await verifyModel({ ...asked, model: { ...model, dashboards: [], ruleFiles } });
  expect(report.rules.filter(({ status }) => status === "outdated").map(({ rule }) => rule)).toEqual(["CheckoutDown", "MailHighErrorRate"]);
  expect(report.ok).toBe(false);
});

test("a label that is defined and not exposed is an error, even where a panel may be empty", async () => {
  const labels = { ...orders.labels, tenant: ["a", "b"] } as const;
  const wider = defineCounter({ name: orders.name, help: orders.help, labels });
  const expression = aggregate("sum", over("rate", select(wider), 10), { by: ["tenant"] });
  const draft = { title: "P", description: "", queries: [show(expression, "{{tenant}}")], mayBeEmpty: "No order yet." };
  const report = await verifyModel({ ...asked, model: withPanel(panel("timeseries", draft)) });
  expect(report).toMatchObject({ ok: false, panels: [{ status: "error", why: 'no series has the label "tenant" of its definition' }] });
});

test("a metric that a service stops exposing empties its panels, and a service that stops is a target down", { timeout: 180_000 }, async () => {
  checkout.expose(metricsOf("checkout").filter((metric) => metric !== orders));
  await mail.close();
  const absent = "orders_total is absent: service checkout does not expose it";
  const isSeen = ({ panels, targets }: VerifyReport) => panels.some(({ why }) => why === absent) && targets.some(({ status }) => status === "down");
  const report = await verifyUntil(isSeen, 3);
  expect(report.ok).toBe(false);
  expect(report.panels).toContainEqual(expect.objectContaining({ status: "empty", why: absent }));
  expect(report.targets).toContainEqual({ job: "mail", status: "down", instance: mail.address, why: expect.stringContaining("connection refused") });
  const isRecent = ({ why }: VerifyReport["panels"][number]) => why?.startsWith("there is nothing now, though there was in the last 30s: ") === true;
  expect((await verifyUntil(({ panels }) => panels.some(isRecent))).panels.some(isRecent)).toBe(true);
});

test.each([
  [
    "nobody listens",
    async () => ({ url: `http://127.0.0.1:${await findFreePort()}`, stop: async () => {} }),
    "prometheus_unreachable",
    "ECONNREFUSED",
  ],
  ["somebody else answers", async () => serve((_request, response) => response.end("<html>")), "not_prometheus", "status 200"],
  ["it is starting", async () => serve((_request, response) => response.writeHead(503).end("Service Unavailable")), "prometheus_unreachable", "503"],
  ["it never answers", async () => serve(() => {}), "prometheus_unreachable", "no answer in time"],
] as const)("without a Prometheus to ask there is one error: %s", async (_name, start, code, message) => {
  const { url, stop } = await start();
  await expect(verifyModel({ model, prometheusUrl: url, timeoutSeconds: 0.5 })).rejects.toMatchObject({
    name: "PrometheusError",
    code,
    message: expect.stringContaining(message),
  });
  await stop();
});

test("a user and password in the URL are sent as basic authentication, and shown to nobody", async () => {
  const seen: (string | undefined)[] = [];
  const { url, stop } = await serve((request, response) => {
    seen.push(request.headers.authorization);
    response.writeHead(401).end("Unauthorized");
  });
  const secret = url.replace("http://", "http://reader:s%3Acret@");
  await expect(verifyModel({ model, prometheusUrl: secret })).rejects.toThrow(
    expect.objectContaining({ message: expect.not.stringContaining("cret") }),
  );
  expect(seen).toEqual([`Basic ${Buffer.from("reader:s:cret").toString("base64")}`]);
  await stop();
});
