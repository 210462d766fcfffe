import { type Model, type OutputFile, renderTargets } from "@platform/grafana-dashboards";
import { type Move, movedLabels } from "../components/target-address.ts";
import { componentAt } from "./network-address.ts";

/** https://prometheus.io/docs/prometheus/latest/configuration/configuration/#file_sd_config */
interface TargetGroup {
  readonly targets: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
}

/**
 * Where each job is found in the network of the containers, in place of where it is on a machine that runs all of them. What is elsewhere stays.
 *
 * @returns `compose/targets/<job>.json`
 */
export function renderComposeTargets(model: Model): readonly OutputFile[] {
  const inNetwork = componentAt(model);
  return renderTargets(model).map(({ path, content }) => {
    const groups = (JSON.parse(content) as readonly TargetGroup[]).map((group) => groupIn(group, inNetwork));
    return { path: path.replace("prometheus/", "compose/"), content: `${JSON.stringify(groups, null, 2)}\n` };
  });
}

function groupIn({ targets, labels }: TargetGroup, inNetwork: Move): TargetGroup {
  return { targets: targets.map(inNetwork), ...(labels && { labels: movedLabels(labels, inNetwork) }) };
}
