import { afterAll, beforeAll, expect, test } from "vitest";
import { createWorkspace, SOUND, type Workspace } from "./command-line.ts";

let workspace: Workspace;

beforeAll(() => {
  workspace = createWorkspace({ "platform.config.ts": SOUND });
});

afterAll(() => workspace.remove());

test("what is exported is imported as the same definition, and losses are on stderr", async () => {
  const exported = await workspace.run(["openslo", "export"]);
  expect(exported.status).toBe(0);
  expect(exported.stdout).toContain('apiVersion: "openslo/v1"');
  expect(exported.stderr).toContain("lost checkout/availability spec.alertPolicies[0]: a condition has one window");
  const json = JSON.parse((await workspace.run(["openslo", "export", "--json"])).stdout) as { documents: object[]; losses: object[] };
  expect(json.documents).toContainEqual(expect.objectContaining({ apiVersion: "openslo/v1" }));
  expect(json.losses).toContainEqual(expect.objectContaining({ field: "spec.alertPolicies[0]" }));
  workspace.write("slos.yml", exported.stdout);
  const imported = await workspace.run(["openslo", "import", "slos.yml"]);
  expect(imported.stderr).toBe("");
  expect(imported.stdout).toBe(`// checkout
defineSlo({
  name: "availability",
  help: "Orders are answered without a server error.",
  objective: 0.999,
  windowDays: 30,
  tiers: ["fast","medium","slow","day","steady"],
  minimumBadEvents: 5,
  dailySpend: 0.1,
  missingData: "ticket",
  sli: httpAvailability({ counted: "at-source" }),
}),
`);
  expect(imported.status).toBe(0);
});

test("metrics are called as the service calls them; what does not fit is lost, and exits 1", async () => {
  const slo = (name: string, query: string) => `---
apiVersion: openslo/v1
kind: SLO
metadata: { name: ${name} }
spec:
  service: checkout
  indicator:
    spec:
      ratioMetric:
        good: { metricSource: { type: Prometheus, spec: { query: '${query}' } } }
        total: { metricSource: { type: Prometheus, spec: { query: orders_total } } }
  timeWindow: [{ duration: 28d, isRolling: true }]
  budgetingMethod: Occurrences
  objectives: [{ target: 0.99 }]
`;
  workspace.write("foreign.yml", slo("web", 'orders_total{channel="web"}') + slo("odd", "refunds_total"));
  const { status, stdout, stderr } = await workspace.run(["openslo", "import", "foreign.yml"]);
  expect(stdout).toContain('sli: eventRatio({ good: { metric: orders, labels: { channel: ["web"] } }, total: { metric: orders, labels: {} } }),');
  expect(stderr).toBe("lost checkout/odd spec.indicator: the service has no metric refunds_total\n");
  expect(status).toBe(1);
});

test.each([
  ["a file that is not there", "none.yml", 3, "error[file_unreadable]"],
  ["a file that is no YAML", "broken.yml", 1, "error[yaml_invalid] broken.yml is no YAML"],
])("%s is one clear error", async (_, file, exit, message) => {
  workspace.write("broken.yml", "a: [1\nb: }");
  const { status, stderr } = await workspace.run(["openslo", "import", file]);
  expect(stderr).toContain(message);
  expect(status).toBe(exit);
});
