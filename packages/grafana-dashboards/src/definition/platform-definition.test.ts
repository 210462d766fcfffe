import { defineService, defineSlo, httpAvailability } from "@platform/slo/define";
import { expect, test } from "vitest";
import { definePlatform, type PlatformOptions, scrapeIntervalOf } from "./platform-definition.ts";

const slo = defineSlo({ name: "availability", help: "Answers.", objective: 0.999, sli: httpAvailability() });

function service(name: string, port: number, calls: readonly string[] = []) {
  return defineService({ name, title: name, help: "Does something.", owner: "team", port, calls, slos: [slo] });
}

const sound: PlatformOptions = {
  name: "shop",
  title: "Shop",
  services: [service("checkout", 4001, ["mail"]), service("mail", 4002)],
  links: {
    grafana: "http://localhost:3000",
    prometheus: "http://localhost:9090",
    alertmanager: "http://localhost:9093",
    runbooks: "https://example.com/runbooks",
  },
};

test("what is left out has a default", () => {
  expect(definePlatform(sound).prometheus).toEqual({
    scrapeIntervalSeconds: 15,
    evaluationIntervalSeconds: 30,
    tileSeconds: 300,
    retentionDays: 30,
    scrapeIntervalSecondsByService: {},
    instances: 3,
    samplesPerSlo: 100_000,
    samplesPerPanel: 10_000_000,
  });
});

test("a service is scraped as often as its own setting says, or the platform's", () => {
  const { prometheus } = definePlatform({ ...sound, prometheus: { scrapeIntervalSecondsByService: { mail: 5 } } });
  expect(["checkout", "mail"].map((name) => scrapeIntervalOf(prometheus, name))).toEqual([15, 5]);
});

test.each<readonly [string, Partial<PlatformOptions>]>([
  ["platform_name_invalid", { name: "Shop" }],
  ["platform_name_invalid", { name: "a-name-of-more-than-20-characters" }],
  ["services_empty", { services: [] }],
  ["service_name_reserved", { services: [service("prometheus", 1)] }],
  ["service_duplicate", { services: [service("mail", 1), service("mail", 2)] }],
  ["port_duplicate", { services: [service("mail", 1), service("post", 1)] }],
  ["call_unknown", { services: [service("mail", 1, ["post"])] }],
  ["scrape_interval_invalid", { prometheus: { scrapeIntervalSeconds: 0 } }],
  ["scrape_interval_invalid", { prometheus: { scrapeIntervalSeconds: 76 } }],
  ["scrape_interval_invalid", { prometheus: { scrapeIntervalSecondsByService: { mail: 16 } } }],
  ["scrape_interval_invalid", { prometheus: { scrapeIntervalSecondsByService: { mail: 0.5 } } }],
  ["scrape_interval_invalid", { prometheus: { scrapeIntervalSecondsByService: { post: 5 } } }],
  ["evaluation_interval_invalid", { prometheus: { evaluationIntervalSeconds: 10 } }],
  ["setting_unknown", { prometheus: { scrapeInterval: 5 } as never }],
  ["tile_invalid", { prometheus: { tileSeconds: 45 } }],
  ["tile_invalid", { prometheus: { tileSeconds: 7 * 60 } }],
  ["retention_too_short", { prometheus: { retentionDays: 29 } }],
  ["retention_invalid", { prometheus: { retentionDays: 30.5 } }],
  ["instances_invalid", { prometheus: { instances: 0 } }],
  ["instances_invalid", { prometheus: { instances: 2.5 } }],
  ["samples_invalid", { prometheus: { samplesPerSlo: Number.NaN } }],
  ["samples_invalid", { prometheus: { samplesPerPanel: 0 } }],
  ["retention_invalid", { prometheus: { retentionDays: Number.NaN } }],
  ["text_missing", { title: " " }],
  ["link_invalid", { links: { ...sound.links, grafana: "http://localhost:3000/" } }],
  ["link_invalid", { links: { ...sound.links, runbooks: "runbooks" } }],
  ["link_invalid", { links: { ...sound.links, grafana: "http://localhost:3000?orgId=1" } }],
  ["link_invalid", { links: { ...sound.links, grafana: "http://localhost:3000#top" } }],
  ["link_invalid", { links: { ...sound.links, grafana: "javascript:alert(1)" } }],
])("refuses %s: %j", (code, wrong) => {
  expect(() => definePlatform({ ...sound, ...wrong })).toThrow(expect.objectContaining({ name: "DefinitionError", code }));
});

test.each([
  ["month", 30, 31],
  ["quarter", 91, 92],
] as const)("Prometheus keeps the longest %s: %d days are too few, %d are enough", (calendar, tooFew, enough) => {
  const slos = [defineSlo({ name: "availability", help: "Answers.", objective: 0.99, calendar, sli: httpAvailability() })];
  const services = [defineService({ name: "one", title: "One", help: "Answers.", owner: "team", port: 1, slos })];
  const define = (retentionDays: number) => definePlatform({ ...sound, services, prometheus: { retentionDays } });
  expect(() => define(tooFew)).toThrow(expect.objectContaining({ code: "retention_too_short" }));
  expect(define(enough).prometheus.retentionDays).toBe(enough);
});
