import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startPrometheus, type TestPrometheus } from "../../slo/test/start-prometheus.ts";
import { createWorkspace, type Outcome, SOUND, type Workspace } from "./command-line.ts";

/** A copy of the sound configuration whose services have these names. */
function platformOf(services: readonly (readonly [name: string, more?: string])[]): string {
  const definitions = services.map(
    ([name, more = ""], index) => `    defineService({
      name: "${name}", title: "${name}", help: "Sells.", owner: "team-shop", port: ${4001 + index}, ${more}
      slos: [defineSlo({ name: "availability", help: "Answers <b>always</b>.", objective: 0.999, sli: httpAvailability() })],
    }),`,
  );
  const start = SOUND.indexOf("  services: [");
  return `${SOUND.slice(0, start)}  services: [\n${definitions.join("\n")}\n  ],\n${SOUND.slice(SOUND.indexOf("  links: {"))}`;
}

interface Budget {
  readonly remaining: string;
  readonly burn: string;
  /** Alert that fires. */
  readonly firing?: string;
  readonly twice?: true;
}

const BUDGETS: Readonly<Record<string, Budget>> = {
  calm: { remaining: "0.8", burn: "0.5" },
  spent: { remaining: "0.04", burn: "3", firing: "SpentAvailabilityBudgetExhausted" },
  thawing: { remaining: "0.15", burn: "0.1", firing: "ThawingAvailabilityBudgetExhausted" },
  poisoned: { remaining: "NaN", burn: "1" },
  doubled: { remaining: "0.9", burn: "1", twice: true },
  silent: { remaining: "0.9", burn: "1", firing: "SilentAvailabilityDataMissing" },
};

/** The series that the rules would have recorded over the last two hours. */
function recorded(nowSeconds: number): string {
  const families = new Map<string, string[]>();
  const add = (name: string, labels: string, value: string, seconds: number) =>
    families.set(name, [...(families.get(name) ?? []), `${name}{${labels}} ${value} ${seconds}`]);
  for (const [job, { remaining, burn, firing, twice }] of Object.entries(BUDGETS)) {
    for (const more of twice ? [',region="a"', ',region="b"'] : [""]) {
      for (let seconds = nowSeconds - 7200; seconds <= nowSeconds; seconds += 120) {
        add("slo:error_budget_remaining:ratio", `job="${job}",slo="availability"${more}`, remaining, seconds);
        add("slo:burn_rate:multiple", `job="${job}",slo="availability",window="1h"${more}`, burn, seconds);
        add("slo:error_budget_exhaustion:seconds", `job="${job}",slo="availability"${more}`, "86400", seconds);
        if (firing !== undefined) {
          add("ALERTS", `alertname="${firing}",alertstate="firing"`, "1", seconds);
        }
      }
    }
  }
  return `${[...families].map(([name, lines]) => `# TYPE ${name} gauge\n${lines.sort().join("\n")}\n`).join("")}# EOF\n`;
}

let workspace: Workspace;
let prometheus: TestPrometheus;
const servers: Server[] = [];

beforeAll(async () => {
  const services = [...Object.keys(BUDGETS), "absent"].map((name) => [name] as const);
  workspace = createWorkspace({
    "platform.config.ts": platformOf(services),
    "open.config.ts": platformOf([["absent", 'gateWhenUnknown: "open",']]),
    "closed.config.ts": platformOf([["absent", 'gateWhenUnknown: "closed",']]),
    "calm.config.ts": platformOf([["calm"]]),
  });
  prometheus = await startPrometheus({ openMetrics: recorded(Math.floor(Date.now() / 1000) + 90) });
});

afterAll(async () => {
  await prometheus?.stop();
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  workspace?.remove();
});

function gate(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Outcome> {
  return workspace.run(["budget", "gate", "--prometheus", prometheus.url, ...args], env);
}

test.each([
  ["calm", 0, "deploy", "80 % of the error budget of 30 days is left"],
  ["spent", 1, "frozen", "4 % of the error budget of 30 days is left; frozen under 10 % until 20 % are left again"],
  ["thawing", 1, "frozen", "15 % of the error budget of 30 days is left; frozen under 10 % until 20 % are left again"],
  ["poisoned", 3, "unknown", "the error budget is NaN"],
  ["doubled", 3, "unknown", "Prometheus has 2 series of the error budget where one is expected"],
  ["silent", 3, "unknown", "the service has given no data for minutes: its alert of missing data fires"],
  ["absent", 3, "unknown", "Prometheus has no value of the error budget that is younger than 5 minutes"],
])("the gate for %s exits %d: %s", async (service, exit, state, reason) => {
  const { status, stdout } = await gate(["--service", service, "--json"]);
  const document = JSON.parse(stdout) as { readonly deploy: boolean; readonly services: readonly unknown[] };
  expect(document).toMatchObject({ deploy: exit === 0, services: [{ service, state, slos: [{ slo: "availability", state, reason }] }] });
  expect(status).toBe(exit);
});

test("for people there is a table, the reason and a verdict; for a workflow an annotation", async () => {
  const { stdout, stderr } = await gate(["--service", "spent"], { GITHUB_ACTIONS: "true" });
  expect(stdout).toBe(
    "service  objective     state   budget left  burn rate  empty in\nspent    availability  frozen  4.0 %        3.00×      1.0 d\n",
  );
  expect(stderr).toMatch(/^frozen spent availability: 4 % of the error budget/);
  expect(stderr).toContain("::error title=error budget frozen::spent availability: 4 %25 of");
  expect(stderr).toMatch(/\ndo not deploy\n$/);
});

test("over all services a frozen one stops", async () => {
  expect((await gate([])).status).toBe(1);
});

test.each([
  ["open.config.ts", 0],
  ["closed.config.ts", 1],
])("a budget that is unknown does as the service says: %s", async (config, exit) => {
  const { status, stdout } = await gate(["--config", config, "--json"]);
  expect(JSON.parse(stdout)).toMatchObject({ services: [{ state: "unknown" }] });
  expect(status).toBe(exit);
});

test("an override deploys and is recorded with its reason, who and what was overridden", async () => {
  const { status, stdout, stderr } = await gate(["--service", "spent", "--override", "fixes the leak", "--by", "ada", "--json"]);
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ deploy: true, override: { reason: "fixes the leak", by: "ada" }, services: [{ state: "frozen" }] });
  expect(stderr).toContain("overridden by ada: fixes the leak (recorded in budget-overrides.jsonl)");
  const lines = workspace.read("budget-overrides.jsonl").trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ reason: "fixes the leak", by: "ada", exit: 1, services: [{ service: "spent" }] }]);
});

test("an override that is not needed is not recorded", async () => {
  await gate(["--service", "calm", "--override", "just in case", "--record", "unneeded.jsonl"]);
  expect(() => workspace.read("unneeded.jsonl")).toThrow("ENOENT");
});

test.each([
  ["an override without a reason", ["--service", "spent", "--override", " "], 2, "error[reason_invalid]"],
  ["an override that cannot be recorded", ["--service", "spent", "--override", "x", "--record", "no/such/file"], 3, "error[override_unrecorded]"],
  ["a service that does not exist", ["--service", "nope"], 2, 'error[service_unknown] There is no service "nope", only absent, calm,'],
  ["a URL that is none", ["--prometheus", "ftp://x"], 2, "error[url_invalid]"],
])("%s is refused", async (_, args, exit, message) => {
  const { status, stderr } = await gate(args);
  expect(stderr).toContain(message);
  expect(status).toBe(exit);
});

test.each([
  ["that is down", undefined, /does not answer/],
  ["that is slow", () => undefined, /no answer in time/],
  ["that is not one", (end: (status: number, body: string) => void) => end(200, "<html>"), /not as Prometheus does/],
  [
    "whose proxy answers for it",
    (end: (status: number, body: string) => void) => end(503, "<html>Service Unavailable</html>"),
    /is not ready: status 503/,
  ],
  ["whose answer has no series", (end: (status: number, body: string) => void) => end(200, '{"status":"success","data":{}}'), /without a list of/],
  [
    "that asks several stores, of which one is silent",
    (end: (status: number, body: string) => void) =>
      end(200, '{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[0,"0.8"]}]},"warnings":["store 2 timed out"]}'),
    /only a part of the answer.*store 2 timed out/,
  ],
  [
    "that refuses the query",
    (end: (status: number, body: string) => void) => end(422, '{"status":"error","error":"too many samples"}'),
    /too many samples/,
  ],
])(
  "a Prometheus %s makes every budget unknown",
  async (_, answer, reason) => {
    const server = createServer((_request, response) => answer?.((status, body) => response.writeHead(status).end(body)));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    if (answer === undefined) {
      await new Promise((resolve) => server.close(resolve));
    } else {
      servers.push(server);
    }
    const outcome = await workspace.run(["budget", "gate", "--config", "calm.config.ts", "--prometheus", `http://127.0.0.1:${port}`, "--json"]);
    const document = JSON.parse(outcome.stdout) as { readonly services: readonly { readonly slos: readonly { readonly reason: string }[] }[] };
    expect(document.services[0]?.slos[0]?.reason).toMatch(reason);
    expect(outcome.status).toBe(3);
  },
  120_000,
);

test("the report is a table and a page with a plot of each budget, in which nothing executes", async () => {
  const outcome = await workspace.run(["budget", "report", "--prometheus", prometheus.url, "--days", "1", "--html", "budgets.html"]);
  expect(outcome.stdout).toMatch(/^calm +availability +deploy +80\.0 % +0\.50× +1\.0 d$/m);
  const page = workspace.read("budgets.html");
  expect(page).toContain("&lt;b&gt;always&lt;/b&gt;");
  expect(page).not.toMatch(/<b>|<script|https?:/);
  expect(page.match(/<svg/g)).toHaveLength(4);
  expect(page).toMatch(/<path d="M[\d. ]+L/);
  // Not only where somebody points at it: a page is printed, too.
  expect(page).toContain("<small>the error budget is NaN</small>");
  expect(outcome.status).toBe(3);
});

test("a report of budgets that are all known exits 0", async () => {
  const { status } = await workspace.run(["budget", "report", "--prometheus", prometheus.url, "--config", "calm.config.ts", "--json"]);
  expect(status).toBe(0);
});
