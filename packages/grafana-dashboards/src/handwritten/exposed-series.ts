import type { MetricDefinition } from "@platform/metrics/define";
import type { Source } from "../catalog/catalog.ts";

/** The lines of one metric of a scrape. */
export interface ExposedFamily {
  readonly name: string;
  readonly help: string;
  /** As its `# TYPE` line says. */
  readonly type: string;
  readonly samples: readonly { readonly name: string; readonly labels: Readonly<Record<string, string>> }[];
}

/** What one program exposed. */
export interface Exposition {
  /** Job that scrapes it, if known. */
  readonly job?: string | undefined;
  /** For people: its URL or file. */
  readonly by: string;
  readonly families: readonly ExposedFamily[];
}

export interface ExposedSeries {
  readonly name: string;
  /** Undefined for a metric that has no series yet: its labels show with the first. */
  readonly source: Source | undefined;
}

type SeenLabels = ReadonlyMap<string, readonly string[] | undefined>;

/** More values than these are no list, but whatever came along. */
export const LISTED_AT_MOST = 30;

const KINDS: Readonly<Record<string, MetricDefinition["kind"]>> = { counter: "counter", gauge: "gauge", histogram: "histogram" };

const PARTS: Readonly<Record<string, readonly string[]>> = { histogram: ["_bucket", "_sum", "_count"], summary: ["", "_sum", "_count"] };

/** The series of a scrape, as a source of each name under which Prometheus stores it. */
export function exposedSeries({ job, by, families }: Exposition): readonly ExposedSeries[] {
  return families.flatMap(({ name, type, samples }) => {
    const kind = KINDS[type] ?? "gauge";
    const named = Map.groupBy(samples, (sample) => sample.name);
    const expected = (PARTS[type] ?? []).map((suffix) => `${name}${suffix}`);
    const missing = samples.length > 0 ? [] : [name, `${name}_total`, ...expected];
    return [
      ...[...named].map(([series, some]): ExposedSeries => {
        const labels = new Map([
          ...emptyWhereLacking(seenLabels(some), some),
          ["job", job === undefined ? undefined : [job]] as const,
          ["instance", undefined] as const,
        ]);
        return { name: series, source: { by, kind, labels, intervalSeconds: 0, valuesAreSeen: true } };
      }),
      ...missing.map((series): ExposedSeries => ({ name: series, source: undefined })),
    ];
  });
}

/** A series that lacks a label of others has it empty. */
function emptyWhereLacking(seen: SeenLabels, samples: ExposedFamily["samples"]): SeenLabels {
  const isEverywhere = (label: string) => samples.every(({ labels }) => label in labels);
  return new Map([...seen].map(([label, values]) => [label, values === undefined || isEverywhere(label) ? values : ["", ...values]]));
}

/** Every label with the values that it had, or without where these are too many to be a list. */
export function seenLabels(samples: ExposedFamily["samples"]): SeenLabels {
  const values = new Map<string, Set<string>>();
  for (const { labels } of samples) {
    for (const [label, value] of Object.entries(labels)) {
      values.set(label, (values.get(label) ?? new Set()).add(value));
    }
  }
  return new Map([...values].map(([label, seen]) => [label, seen.size > LISTED_AT_MOST ? undefined : [...seen].sort()]));
}
