import { DefinitionError } from "./definition-error.ts";

/**
 * Exponential buckets, which need no bounds beforehand: each is `factor` wider than the one below, and only those with observations
 * are kept. Prometheus takes them in its protobuf format, with its feature `native-histograms` switched on.
 *
 * @see https://prometheus.io/docs/specs/native_histograms/
 */
export interface NativeBuckets {
  /** Greatest growth from one bucket to the next, more than 1: at most half of its excess over 1 is the relative error of a quantile. */
  readonly factor: number;
  /** Buckets that a series keeps before it doubles their width. */
  readonly maxBuckets: number;
}

export interface NativeBucketsOptions {
  /** Default 1.1. */
  readonly factor?: number;
  /** Default 160. */
  readonly maxBuckets?: number;
}

/** @throws DefinitionError `native_factor_invalid`, `native_max_buckets_invalid` */
export function nativeBuckets(metric: string, { factor = 1.1, maxBuckets = 160 }: NativeBucketsOptions): NativeBuckets {
  if (!(factor > 1 && factor <= 65_536)) {
    throw new DefinitionError("native_factor_invalid", `Native buckets of ${metric} grow by a factor above 1, up to 65536, got ${factor}.`);
  }
  if (!Number.isInteger(maxBuckets) || maxBuckets < 4 || maxBuckets > 10_000) {
    throw new DefinitionError("native_max_buckets_invalid", `Native buckets of ${metric} number 4 to 10000, got ${maxBuckets}.`);
  }
  return { factor, maxBuckets };
}
