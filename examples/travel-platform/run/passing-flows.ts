import { aggregate, select } from "@platform/promql";
import { syntheticFlowPassing } from "@platform/synthetics/define";
import type { Attempt } from "./poll.ts";
import { queryPrometheus } from "./prometheus-query.ts";
import { loopbackUrl } from "./run-ports.ts";
import type { RunSettings } from "./run-settings.ts";

/** Five of the business, and one of the database. */
const FLOWS = 6;

/** Asks Prometheus which synthetic flows passed last; found once all of them have. */
export async function passingFlows({ ports }: RunSettings): Promise<Attempt<string>> {
  const flows = await queryPrometheus(aggregate("min", select(syntheticFlowPassing, {}), { by: ["flow"] }), { url: loopbackUrl(ports.prometheus) });
  const passing = flows.filter(({ value }) => value === 1).map(({ labels }) => labels.flow);
  return passing.length === FLOWS
    ? { found: `${FLOWS} synthetic flows pass: ${passing.toSorted().join(", ")}.` }
    : { missing: `only ${passing.join(", ") || "none"} of ${FLOWS} flows pass` };
}
