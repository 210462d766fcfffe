import type { Model } from "../model/model.ts";
import { otherJobs } from "../model/prometheus-series.ts";
import type { ActiveTarget } from "./prometheus-client.ts";
import type { TargetResult } from "./verify-report.ts";

/** Every job that is scraped has a target, and every target of theirs answers. */
export function verifyTargets({ services, exporters }: Model, active: readonly ActiveTarget[]): readonly TargetResult[] {
  const jobs = [...services.map(({ service }) => service.name), ...exporters.map(({ name }) => name), ...otherJobs(exporters)];
  return jobs.flatMap((job): readonly TargetResult[] => {
    const targets = active.filter(({ labels }) => labels.job === job);
    if (targets.length === 0) {
      return [{ job, status: "missing", why: "Prometheus has no target for it" }];
    }
    return targets.map(({ health, labels, lastError }) => ({
      job,
      status: health === "up" ? "up" : "down",
      ...(labels.instance !== undefined && { instance: labels.instance }),
      ...(health !== "up" && { why: lastError || "not scraped yet" }),
    }));
  });
}
