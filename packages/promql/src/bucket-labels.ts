import { bucketLabel } from "@platform/metrics/define";

const known = new WeakMap<readonly number[], readonly string[]>();

/** Values of `le` of a histogram with these bounds, `+Inf` last. Made once for each list of bounds, which are asked for with every selector. */
export function bucketLabels(buckets: readonly number[]): readonly string[] {
  const labels = known.get(buckets) ?? [...buckets.map(bucketLabel), "+Inf"];
  known.set(buckets, labels);
  return labels;
}
