import { type Model, type OutputFile, renderTargets } from "@platform/grafana-dashboards";
import { componentAt } from "./network-address.ts";

/** https://prometheus.io/docs/prometheus/latest/configuration/configuration/#file_sd_config */
interface TargetGroup {
  readonly targets: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
}

/** Labels that name what a probe asks. */
const ADDRESS_LABELS = ["__param_target", "instance"];

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

function groupIn({ targets, labels }: TargetGroup, inNetwork: (address: string) => string): TargetGroup {
  const moved = labels && Object.entries(labels).map(([name, value]) => [name, ADDRESS_LABELS.includes(name) ? questionIn(value, inNetwork) : value]);
  return { targets: targets.map(inNetwork), ...(moved && { labels: Object.fromEntries(moved) }) };
}

/** @param question - a URL, or `host:port` */
function questionIn(question: string, inNetwork: (address: string) => string): string {
  const [, scheme = "", address = "", rest = ""] = /^(https?:\/\/)?([^/]*)(.*)$/.exec(question) ?? [];
  const port = scheme === "https://" ? 443 : 80;
  return `${scheme}${inNetwork(address.includes(":") || scheme === "" ? address : `${address}:${port}`)}${rest}`;
}
