import { buildInfo } from "@platform/metrics/define";
import { aggregate, binary, offset, over, select } from "@platform/promql";
import type { Annotation } from "../model/model.ts";
import { CHOSEN } from "../panels/scope.ts";

/** How long the mark of a deployment is: a line on most time ranges, and not missed by a few scrapes. */
const NEW_SECONDS = 60;
/** A version that was missed for less than this, as while an instance restarts, is not new. */
const MISSED_SECONDS = 300;

/** Marks the times at which a chosen service began to run another version. */
export function deploymentAnnotation(): Annotation {
  const by = ["job", "version", "revision"];
  const running = select(buildInfo, CHOSEN);
  return {
    name: "Deployments",
    expression: binary(
      aggregate("count", running, { by }),
      "unless",
      aggregate("count", over("last_over_time", offset(running, NEW_SECONDS), MISSED_SECONDS), { by }),
    ),
    title: "{{job}} {{version}}",
    text: "{{revision}}",
    color: "blue",
  };
}
