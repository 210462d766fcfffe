import { httpServerActiveRequests, httpServerRequestDuration } from "@platform/metrics/define";
import { aggregate, binary, histogramQuantile, type InstantVector, over, select, selectBuckets, selectCount } from "@platform/promql";
import { sloRecords } from "@platform/slo";

/** What a column shows for each job; the series keep the label `job`. */
export type TableColumn = "requestRate" | "errorRatio" | "latencySeconds" | "budgetRemaining";

/**
 * @param options.windowSeconds - time over which rates are taken, at least two scrapes
 */
export function tableQueries({ windowSeconds }: { readonly windowSeconds: number }): Readonly<Record<TableColumn, InstantVector>> {
  const by = ["job"];
  const requests = aggregate("sum", over("rate", selectCount(httpServerRequestDuration), windowSeconds), { by });
  const failed = aggregate(
    "sum",
    over("rate", selectCount(httpServerRequestDuration, { http_response_status_code: { matches: "5.." } }), windowSeconds),
    { by },
  );
  const buckets = aggregate("sum", over("rate", selectBuckets(httpServerRequestDuration), windowSeconds), { by: [...by, "le"] });
  const zero = binary(0, "*", aggregate("sum", select(httpServerActiveRequests), { by }));
  return {
    requestRate: binary(requests, "or", zero),
    errorRatio: binary(binary(failed, "/", binary(requests, ">", 0)), "or", zero),
    latencySeconds: histogramQuantile(0.95, buckets),
    budgetRemaining: aggregate("min", binary(select(sloRecords.budgetRemaining), "or", budgetOfFirstHour()), { by }),
  };
}

/**
 * The budget of the period is known once its first tiles are. Until then the last hour stands for the whole: all data there is,
 * since a burn rate is the share of the budget that such a time would spend if it went on for the period.
 */
function budgetOfFirstHour(): InstantVector {
  const burn = aggregate("max", select(sloRecords.burnRate, { window: "1h" }), { by: ["job", "slo"] });
  return binary(1, "-", burn);
}
