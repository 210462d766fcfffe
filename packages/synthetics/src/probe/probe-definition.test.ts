import { expect, test } from "vitest";
import { probeDns, probeHttp, probeIcmp, probeTcp } from "./probe-definition.ts";

const page = { of: "endpoint", target: "https://shop.example/" } as const;

test("a probe is data", () => {
  expect(probeHttp("shop-page", { ...page, bodyHas: "Welcome", timeoutSeconds: 3 })).toEqual({
    kind: "probe",
    name: "shop-page",
    of: "endpoint",
    target: "https://shop.example/",
    timeoutSeconds: 3,
    ask: { by: "http", bodyHas: "Welcome" },
  });
  expect(probeIcmp("router", { of: "service", target: "10.0.0.1" })).toMatchObject({ timeoutSeconds: 5, ask: { by: "icmp" } });
});

test.each<readonly [string, () => unknown, string]>([
  ["probe_name_invalid", () => probeHttp("Shop", page), '"Shop"'],
  ["probe_kind_unknown", () => probeHttp("shop", { ...page, of: "page" as "endpoint" }), '"page"'],
  ["probe_target_invalid", () => probeHttp("shop", { ...page, target: "shop.example" }), "http:// or https://"],
  ["probe_target_invalid", () => probeTcp("shop", { ...page, target: "shop.example" }), "a host and a port"],
  ["probe_target_invalid", () => probeDns("shop", { ...page, target: "9.9.9.9", query: "a" }), "a name server"],
  ["probe_target_invalid", () => probeIcmp("shop", page), "a host"],
  ["probe_timeout_invalid", () => probeHttp("shop", { ...page, timeoutSeconds: 10 }), "got 10"],
  ["probe_status_invalid", () => probeHttp("shop", { ...page, statuses: [200, 99] }), "got 99"],
  ["probe_header_invalid", () => probeHttp("shop", { ...page, headers: { "a b": "c" } }), '"a b"'],
])("refuses with %s", (code, define, message) => {
  expect(define).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }));
});
