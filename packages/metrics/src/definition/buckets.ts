import { DefinitionError } from "./definition-error.ts";

/** https://opentelemetry.io/docs/specs/semconv/http/http-metrics/, with 2 s added: our latency objectives use it. */
export const DURATION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.2, 0.25, 0.5, 0.75, 1, 2, 2.5, 5, 7.5, 10] as const;

/**
 * @throws DefinitionError `buckets_empty`, `bucket_not_finite`, `buckets_unsorted`, `buckets_too_many`
 */
export function checkBuckets(metric: string, buckets: readonly number[], native: boolean): void {
  if (buckets.length === 0 && !native) {
    throw new DefinitionError("buckets_empty", `Histogram ${metric} has no bucket; only one with native buckets needs none.`);
  }
  if (buckets.length > 100) {
    throw new DefinitionError("buckets_too_many", `Histogram ${metric} has ${buckets.length} buckets; at most 100 are allowed.`);
  }
  for (const [index, bound] of buckets.entries()) {
    if (!Number.isFinite(bound)) {
      throw new DefinitionError("bucket_not_finite", `Bucket ${bound} of ${metric} is not a finite number; +Inf is added by itself.`);
    }
    const previous = buckets[index - 1];
    if (previous !== undefined && bound <= previous) {
      throw new DefinitionError("buckets_unsorted", `Buckets of ${metric} must rise strictly; ${bound} follows ${previous}.`);
    }
  }
}
