import { buildInfo } from "@platform/metrics/define";
import { aggregate, binary, offset, select } from "@platform/promql";
import type { Annotation } from "../model/model.ts";
import { CHOSEN } from "../panels/scope.ts";

/** For how long a version counts as new: longer than Prometheus may miss a restarting instance. */
const NEW_SECONDS = 300;

/** Marks the times at which a chosen service began to run another version. */
export function deploymentAnnotation(): Annotation {
  const by = ["job", "version", "revision"];
  const running = select(buildInfo, CHOSEN);
  return {
    name: "Deployments",
    expression: binary(aggregate("count", running, { by }), "unless", aggregate("count", offset(running, NEW_SECONDS), { by })),
    title: "{{job}} {{version}}",
    text: "{{revision}}",
    color: "blue",
  };
}
