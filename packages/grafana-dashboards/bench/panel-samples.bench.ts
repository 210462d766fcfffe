import type { BenchCase } from "../../../scripts/bench/bench-case.ts";
import { samplesOfPanels } from "../test/sample-cost.ts";

let measured: Promise<number> | undefined;

/** One run on a real Prometheus, by its own statistics; the same figure in each round. */
function share(): Promise<number> {
  measured ??= samplesOfPanels().then((panels) => {
    const total = (of: "recorded" | "raw") => panels.reduce((sum, panel) => sum + panel[of], 0);
    return total("recorded") / total("raw");
  });
  return measured;
}

export default [
  {
    bench: "panel-samples",
    case: "samples that a service's dashboard reads, as a share of what the same panels read of the metrics",
    peer: "limit",
    kind: "measure",
    unit: "share",
    ours: share,
    theirs: 0.2,
    target: 1,
  },
] satisfies readonly BenchCase[];
