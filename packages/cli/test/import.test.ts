import { spawnSync } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import travel from "../../../examples/travel-platform/platform.config.ts";
import { createWorkspace, type Workspace } from "./command-line.ts";

const FAULTY = fileURLToPath(new URL("../../grafana-dashboards/test/handwritten", import.meta.url));
const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

vi.setConfig({ testTimeout: 180_000 });

let workspace: Workspace;

beforeEach(() => {
  workspace = createWorkspace();
});

afterEach(() => workspace.remove());

const EXPOSED = `# HELP jobs_total Jobs "done" */ so far.
# TYPE jobs_total counter
jobs_total{queue="mail",outcome="ok"} 1
jobs_total{queue="export",outcome="failed"} 1
# HELP job_wait_seconds Time in the queue.
# TYPE job_wait_seconds histogram
job_wait_seconds_bucket{le="0.5"} 1
job_wait_seconds_bucket{le="2"} 1
job_wait_seconds_bucket{le="+Inf"} 1
job_wait_seconds_sum 1
job_wait_seconds_count 1
# TYPE node_memory_MemAvailable_bytes gauge
node_memory_MemAvailable_bytes 1
`;

const RULES = `groups:
  - name: jobs
    rules:
      - record: jobs:rate5m
        expr: sum by (queue) (rate(jobs_total[5m]))
      - alert: Latency
        expr: histogram_quantile(0.9, sum by (le, tenant) (rate(render_latency_bucket{kind=~"pdf|png"}[5m]))) > 3 and on () jobs:rate5m > 0
      - alert: Errors
        expr: increase(app_errors{code!="0"}[1h]) > 3 or slow_ms > 5 or up == 0
`;

/** What the compiler of a user says about a module. */
function typeErrors(file: string): string {
  const options = ["--noEmit", "--strict", "--noUnusedLocals", "--module", "nodenext", "--target", "es2024", "--skipLibCheck", "--types", "node"];
  const tsc = join(ROOT, "node_modules/.bin/tsc");
  const { stdout } = spawnSync(tsc, [...options, "--customConditions", "@platform/source", "--allowImportingTsExtensions", file], {
    cwd: workspace.folder,
    encoding: "utf8",
  });
  return stdout;
}

const ALERTMANAGER = `global: { smtp_from: alerts@shop.example, smtp_smarthost: "mail.shop.example:25", smtp_require_tls: false }
route:
  receiver: ops
  routes:
    - { receiver: dms, matchers: ['alertname="Watchdog"'] }
    - receiver: shop-all
      matchers: ['team="team-shop"']
      routes:
        - { receiver: shop-page, matchers: ['severity="critical"'] }
        - { receiver: shop-chat, matchers: ['severity=~"warning|info"'], mute_time_intervals: [Sunday night] }
    - { receiver: data-page, match: { team: data, severity: critical } }
    - { receiver: ops, matchers: ['cluster="eu"', 'severity="page"'] }
inhibit_rules:
  - { source_matchers: ['severity="critical"'], target_matchers: ['severity="warning"'], equal: [alertname] }
  - { source_matchers: ['alertname="ClusterDown"'], target_matchers: ['severity="warning"'], equal: [cluster] }
time_intervals:
  - name: Sunday night
    time_intervals:
      - { times: [{ start_time: "02:00", end_time: "04:00" }], weekdays: ["monday:wednesday", sunday], location: Europe/Lisbon }
  - name: holidays
    time_intervals: [{ months: [december] }]
  - name: weekend
    time_intervals: [{ weekdays: ["saturday:sunday"] }]
receivers:
  - { name: ops, email_configs: [{ to: shop@shop.example }] }
  - { name: dms, webhook_configs: [{ url: "https://hc.example/1" }] }
  - { name: shop-all, email_configs: [{ to: "shop@shop.example, more@shop.example" }], slack_configs: [{ channel: "#team-shop" }] }
  - { name: shop-page, pagerduty_configs: [{ routing_key: x }], slack_configs: [{ channel: "#critical-alerts" }] }
  - { name: shop-chat, slack_configs: [{ channel: "#alerts" }] }
  - { name: data-page, opsgenie_configs: [{ api_key: x }], slack_configs: [{ channel: "#critical-alerts" }] }
`;

test("a configuration of Alertmanager becomes notifications that compile, and what no definition says is named with its line", async () => {
  workspace.write("am.yml", ALERTMANAGER);
  const { status, stdout, stderr } = await workspace.run(["import", "--alertmanager", "am.yml"]);
  expect(stdout).toContain(" * Still to be said:\n * - the mail address of data\n */\n");
  expect(stderr.split("\n")).toEqual([
    "left route to ops: Severity page is none of critical, warning, info: its alerts take one of these. (am.yml:12:19)",
    'left route to ops: It goes by cluster="eu"; routes are made by team and severity. (am.yml:12:19)',
    "left receiver data-page: It tells by opsgenie; teams are told by PagerDuty, Slack, mail and text messages. (am.yml:30:13)",
    expect.stringContaining('left inhibition: alertname="ClusterDown" hides severity="warning" of the same cluster: '),
    "left time interval holidays: A window comes back each month; a time that comes once is a silence. (am.yml:20:5)",
    'left time interval weekend: "saturday:sunday" is no day of the week, and no range of them. (am.yml:22:5)',
    "2 teams, 1 window: 6 left",
    "",
  ]);
  expect(status).toBe(1);
  workspace.write("notifications.ts", stdout);
  expect(typeErrors("notifications.ts")).toBe("");
  const { notifications } = JSON.parse((await workspace.run(["import", "--alertmanager", "am.yml", "--json"])).stdout);
  expect(notifications).toMatchObject({
    teams: { data: {}, "team-shop": { email: "shop@shop.example", slack: "#team-shop" } },
    fallback: "team-shop",
    slack: { critical: "#critical-alerts", warning: "#alerts", info: "#alerts" },
    email: { from: "alerts@shop.example", smarthost: "mail.shop.example:25", requireTls: false },
    heartbeat: { url: "https://hc.example/1" },
    maintenance: {
      "sunday-night": {
        weekdays: ["monday", "tuesday", "wednesday", "sunday"],
        from: "02:00",
        to: "04:00",
        timeZone: "Europe/Lisbon",
        mutes: ["warning", "info"],
      },
    },
  });
});

const SECRETIVE = `route:
  receiver: ops
  routes:
    - { receiver: dms, matchers: ['alertname="Watchdog"'] }
    - { receiver: ops, matchers: ['team="*/ process.exit(7) /*"'], active_time_intervals: [office] }
time_intervals:
  - { name: office, time_intervals: [{ times: [{ start_time: "08:00", end_time: "18:00" }] }] }
receivers:
  - { name: ops, webhook_configs: [{ url: "https://chat.example/hook/s3cret" }], slack_configs: [{ channel: "#a1,2" }] }
  - { name: dms, webhook_configs: [{ url: "https://shop:s3cret@hc.example/1?of=a@b" }] }
`;

test("no secret in an address is printed, nor is what a file says run or taken for its opposite", async () => {
  workspace.write("am.yml", SECRETIVE);
  const { stdout, stderr } = await workspace.run(["import", "--alertmanager", "am.yml"]);
  const json = await workspace.run(["import", "--alertmanager", "am.yml", "--json"]);
  expect(stdout + stderr + json.stdout + json.stderr).not.toContain("s3cret");
  expect(JSON.parse(json.stdout).notifications).toMatchObject({ heartbeat: { url: "https://hc.example/1?of=a@b" }, maintenance: {} });
  expect(stderr).toContain("left heartbeat: Its address holds a user and a password");
  expect(stderr).toContain("left receiver ops: It calls chat.example: define it");
  expect(stderr).toContain("left time interval office: No route is quiet in it");
  expect(stdout).toContain('slack: "#a1,2"');
  workspace.write("notifications.ts", stdout);
  expect(typeErrors("notifications.ts")).toBe("");
});

test("what the platform generated for Alertmanager is imported as what it was defined from", async () => {
  const { stdout } = await workspace.run(["import", "--alertmanager", join(ROOT, "deploy/alertmanager/alertmanager.yml"), "--json"]);
  const { teams, fallback, slack, email, heartbeat, maintenance } = travel.notifications ?? {};
  expect(JSON.parse(stdout).notifications).toMatchObject({ teams, fallback, slack, email, heartbeat, maintenance });
});

test.each([
  ["route: [", "file-valid", 1],
  ["receivers: []\n", 'It has no "route".', 1],
])("a configuration that is none is told: %j", async (text, message, code) => {
  workspace.write("am.yml", text);
  const { status, stderr } = await workspace.run(["import", "--alertmanager", "am.yml"]);
  expect({ status, stderr }).toEqual({ status: code, stderr: expect.stringContaining(message === "file-valid" ? "It cannot be read" : message) });
});

test("rules and running programs become a module of definitions that compiles and that a configuration can use", async () => {
  workspace.write("exposed.txt", EXPOSED);
  workspace.write("rules.yml", RULES);
  const { stdout, stderr, status } = await workspace.run(["import", "--rules", "rules.yml", "--metrics-url", "worker=exposed.txt"]);
  expect(stdout).toContain(`export const jobs = defineCounter({
  name: "jobs_total",
  help: "Jobs \\"done\\" */ so far.",
  labels: {
    outcome: ["failed", "ok"],
    queue: ["export", "mail"],
  },
});`);
  expect(stdout).toContain(
    'export const jobWaitSeconds = defineHistogram({\n  name: "job_wait_seconds",\n  help: "Time in the queue.",\n  buckets: [0.5, 2],\n});',
  );
  expect(stdout).toContain(`/**
 * A histogram, by its name.
 * Read by:
 * - alert Latency (rules.yml:7)
 */
export const renderLatency = defineHistogram({
  name: "render_latency",
  help: "Say what it counts or measures.",
  labels: {
    kind: open({ max: 100 }), // seen: "pdf", "png"
    tenant: open({ max: 100 }),
  },
  buckets: [1, 10, 100, 1000],
});`);
  expect(stdout).toContain(" * Queries read app_errors; a counter of ours ends in _total.\n * A counter, by the functions around it.\n");
  expect(stdout).toContain('name: "app_errors_total"');
  expect(stdout).toContain("// Defined already: uses: [node()] of @platform/stack/define.");
  expect(stdout).toContain(
    '// slow_ms cannot be defined under its name: Metric name "slow_ms" ends in "ms"; Prometheus uses base units, here seconds. [unit_not_base]',
  );
  expect(stderr).toBe(
    'refused slow_ms: Metric name "slow_ms" ends in "ms"; Prometheus uses base units, here seconds. [unit_not_base]\n6 metrics: 4 to define, 1 defined by packages, 1 refused\n',
  );
  expect(status).toBe(1);
  workspace.write("imported.ts", stdout);
  expect(typeErrors("imported.ts")).toBe("");
});

test("as JSON each metric says where it is read and who defines it", async () => {
  cpSync(FAULTY, workspace.folder, { recursive: true });
  const { stdout, stderr, status } = await workspace.run(["import", "--rules", "rules/*.yml", "--dashboards", "*.json", "--json"]);
  const { metrics, unreadable } = JSON.parse(stdout);
  expect(metrics.map(({ name, kind }: { readonly name: string; readonly kind: string }) => `${kind} ${name}`)).toEqual(
    [
      "gauge backup_age_seconds",
      "histogram http_server_request_duration_seconds",
      "counter http_requests_total",
      "counter mail_queue_depth",
      "gauge nodejs_heap_used_bytes",
      "counter orders_total",
      "counter stock_items",
    ].sort((one, other) => ((one.split(" ")[1] ?? "") < (other.split(" ")[1] ?? "") ? -1 : 1)),
  );
  expect(metrics.find(({ name }: { readonly name: string }) => name === "http_server_request_duration_seconds").definedBy).toEqual({
    kind: "metric",
    exportName: "httpServerRequestDuration",
  });
  expect(unreadable).toMatchObject([{ subject: "dashboard checkout › Broken", place: { file: "dashboard.json", line: 27 } }]);
  expect(stderr).toContain("unread dashboard checkout › Broken: It ends where more is expected. (dashboard.json:27:79)\n");
  expect(status).toBe(1);
});

test("hostile names and texts of a scrape stay texts", async () => {
  workspace.write(
    "exposed.txt",
    '# HELP class_total */ import "fs"; //\\n`${x}\n# TYPE class_total counter\nclass_total{constructor2="a\\"*/\\n"} 1\n',
  );
  const { stdout, status } = await workspace.run(["import", "--metrics-url", "exposed.txt"]);
  expect(status).toBe(0);
  expect(stdout).toContain("export const metricClass = defineCounter({");
  workspace.write("imported.ts", stdout);
  expect(typeErrors("imported.ts")).toBe("");
});

test("without anything to import from it says so", async () => {
  expect(await workspace.run(["import"])).toMatchObject({ status: 2, stderr: expect.stringContaining("error[nothing_to_import]") });
});
