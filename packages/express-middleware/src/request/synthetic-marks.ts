import { createMetrics, type MetricRegistry } from "@platform/metrics";
import { DefinitionError } from "@platform/metrics/define";
import { syntheticMarks } from "@platform/synthetics/define";
import { checkSecret, findMark, judgeMark } from "@platform/synthetics/mark";

export interface SyntheticOptions {
  /** That of the runners, of at least 16 characters; while it is being replaced, the new one and the old one. */
  readonly secret: string | readonly string[];
  /** Marked requests of a second that are believed; further ones are taken for anybody's, so that a stolen secret hides little. Default 50. */
  readonly perSecond?: number;
}

/** Whether a request is synthetic, by its `baggage` header: false without a mark as with one that is refused, so that nobody else's reading of the header counts. */
export type JudgeRequest = (baggage: string | readonly string[] | undefined) => boolean;

export interface SyntheticMarksOptions extends SyntheticOptions {
  readonly registry: MetricRegistry;
  /** Seconds on a clock that only rises. */
  readonly now: () => number;
}

/** @throws DefinitionError `mark_secret_weak`, `rate_invalid` */
export function createSyntheticMarks({ secret, perSecond = 50, registry, now }: SyntheticMarksOptions): JudgeRequest {
  const secrets = Array.isArray(secret) ? (secret as readonly string[]) : [secret as string];
  for (const each of secrets.length === 0 ? [""] : secrets) {
    checkSecret(each);
  }
  if (!(perSecond > 0 && perSecond <= 1_000_000)) {
    throw new DefinitionError("rate_invalid", `Synthetic requests are believed at a rate of over 0 to 1000000 a second, got ${perSecond}.`);
  }
  const { marks } = createMetrics({ marks: syntheticMarks }, { registry });
  const most = Math.max(1, perSecond);
  let allowance = most;
  let filledAt = now();

  return (baggage) => {
    const mark = baggage === undefined ? undefined : findMark(typeof baggage === "string" ? baggage : baggage.join(","));
    if (mark === undefined) {
      return false;
    }
    const { outcome } = judgeMark(mark, { secrets, nowSeconds: Date.now() / 1000 });
    if (outcome === "accepted" && !isWithinRate()) {
      marks.inc({ outcome: "over_rate" });
      return false;
    }
    marks.inc({ outcome });
    return outcome === "accepted";
  };

  function isWithinRate(): boolean {
    const at = now();
    allowance = Math.min(most, allowance + (at - filledAt) * perSecond);
    filledAt = at;
    if (allowance < 1) {
      return false;
    }
    allowance -= 1;
    return true;
  }
}
