import type { RequestListener } from "node:http";

type MaybePromise<T> = T | Promise<T>;

interface Pair {
  /** Groups cases in the report and is what `npm run bench -- name` selects: `record`, `middleware`. */
  readonly bench: string;
  /** One line that says what is done: `inc, 2 labels, 100 sets`. */
  readonly case: string;
  /** What ours is compared with: `prom-client`, `bare Express`; `limit` when `theirs` is a number to stay under. */
  readonly peer: string;
}

/**
 * A short function, measured in nanoseconds per call by mitata. A side is called once in a process of its own and returns the function that is
 * measured, which may be async; what it needs is prepared before, and imported dynamically when loading it would disturb the other side.
 */
export interface MicroCase extends Pair {
  readonly kind: "micro";
  readonly unit: "ns";
  readonly ours: () => MaybePromise<() => unknown>;
  readonly theirs: () => MaybePromise<() => unknown>;
  /** Ratio ours / theirs that must not be exceeded. */
  readonly target?: number;
}

/** Figures of one turn, by their units. */
export type Figures = Readonly<Record<string, number>>;

/** A figure that the side takes itself, anew in each round: a duration, a size, a count of lost lines. Less is better. */
export interface MeasureCase extends Pair {
  readonly kind: "measure";
  /** Several where a side takes several figures at once. */
  readonly unit: string | readonly string[];
  readonly ours: () => MaybePromise<number | Figures>;
  /** A second way to the same result, or the number that ours must stay under. */
  readonly theirs: number | (() => MaybePromise<number | Figures>);
  /** Of the figure, or of some of several by their units. */
  readonly target?: number | Figures;
}

/** Requests per second want to be many, the others few. */
export const HTTP_UNITS = ["requests/s", "µs CPU/request", "ms p99", "MB RSS"] as const;
export type HttpUnit = (typeof HTTP_UNITS)[number];

/** A server under load on a process of its own: four results, one for each of {@link HTTP_UNITS}. */
export interface HttpCase extends Pair {
  readonly kind: "http";
  /** Requested by GET: `/orders/42`. */
  readonly path: string;
  readonly ours: () => MaybePromise<RequestListener>;
  readonly theirs: () => MaybePromise<RequestListener>;
  /** Ratio ours / theirs: at least for requests per second, at most for the others. */
  readonly target?: Readonly<Partial<Record<HttpUnit, number>>>;
}

/** Of the process's CPU time. */
export const INJECTED_UNIT = "ns CPU/request";

/** One of the servers of a {@link LineupCase}. */
export interface LineupServer {
  readonly start: () => MaybePromise<RequestListener>;
  /** Ratio to the baseline: at least for requests per second, at most for the others. */
  readonly target?: Readonly<Partial<Record<LineupUnit, number>>>;
  /** What it may take more than the baseline, in the unit. */
  readonly more?: Readonly<Partial<Record<Exclude<LineupUnit, "requests/s">, number>>>;
}

export type LineupUnit = HttpUnit | typeof INJECTED_UNIT;

/** Several servers that are measured in turns with one of them, each on a process of its own: those of ours, and those of peers. */
export interface LineupCase {
  readonly bench: string;
  readonly case: string;
  readonly kind: "lineup";
  /** Under load over HTTP, or each request injected without a network. */
  readonly load: "http" | "injected";
  /** Requested by GET. */
  readonly path: string;
  /** Runs our packages as users install them, built, instead of their sources: what it takes to read TypeScript would count as memory of ours. */
  readonly built?: true;
  /** By name; the first is the baseline of the others. */
  readonly servers: Readonly<Record<string, LineupServer>>;
}

/**
 * A pair to be measured in turns. A file `packages/<name>/bench/<what>.bench.ts` exports a list of them as its default:
 *
 * @example
 * ```ts
 * import { createMetrics } from "@platform/metrics";
 * import { defineCounter } from "@platform/metrics/define";
 * import { Counter, Registry } from "prom-client";
 * import type { BenchCase } from "../../../scripts/bench/bench-case.ts";
 *
 * const jobs = defineCounter({ name: "jobs_total", help: "Jobs finished.", labels: { queue: ["mail", "export"] } });
 *
 * export default [
 *   {
 *     bench: "record",
 *     case: "inc, 1 label, 1 set",
 *     peer: "prom-client",
 *     kind: "micro",
 *     unit: "ns",
 *     target: 0.5,
 *     ours: () => {
 *       const metrics = createMetrics({ jobs }, { registry: new Registry() });
 *       return () => metrics.jobs.inc({ queue: "mail" });
 *     },
 *     theirs: () => {
 *       const counter = new Counter({ name: jobs.name, help: jobs.help, labelNames: ["queue"], registers: [new Registry()] });
 *       return () => counter.inc({ queue: "mail" });
 *     },
 *   },
 * ] satisfies readonly BenchCase[];
 * ```
 */
export type PairCase = MicroCase | MeasureCase | HttpCase;
export type BenchCase = PairCase | LineupCase;

export type Side = "ours" | "theirs";
