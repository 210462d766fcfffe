import { expect, test } from "vitest";
import { parse } from "yaml";
import { traceGateway, traceSampler } from "./trace-sampling.ts";

interface CollectorConfig {
  readonly service: { readonly pipelines: { readonly traces: Readonly<Record<string, readonly string[]>> } };
}

/** Names of 0.161, which warns of the older `loadbalancing` and `otlp`. */
const KNOWN = ["otlp", "memory_limiter", "tail_sampling", "batch", "load_balancing", "otlp_grpc"];
/** Only a receiver is still called so. */
const RECEIVER = "otlp";

test.each([
  ["gateway", traceGateway()],
  ["sampler", traceSampler()],
])("the pipeline of the %s names only parts that it has and that the collector knows by this name", (_, { file }) => {
  const config = parse(file.content) as CollectorConfig & Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  const parts = Object.entries(config.service.pipelines.traces);
  expect(parts.map(([kind]) => kind)).toEqual(["receivers", "processors", "exporters"]);
  for (const [kind, names] of parts) {
    expect(Object.keys(config[kind] ?? {})).toEqual(expect.arrayContaining([...names]));
    expect(KNOWN).toEqual(expect.arrayContaining([...names]));
    expect(kind === "receivers" || !names.includes(RECEIVER)).toBe(true);
  }
});
