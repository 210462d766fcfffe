import type { DashboardLink, Link, Model, UrlLink } from "../model/model.ts";
import type { DataLinkJson, LinkJson } from "./grafana-json.ts";
import { plainText } from "./grafana-query.ts";

/** How links of one set of dashboards find their targets. */
export interface LinkSpace {
  /** Name of the platform, by which its dashboards are tagged. */
  readonly tag: string;
  /** What stands before a service's name in the uid of its dashboard; undefined where a uid is not made so, because it would be too long. */
  readonly serviceUidPrefix?: string;
}

/** How a link reads a label: of the line that was clicked, or of a column in the row that was clicked. */
export type LabelReference = (label: string) => string;

const LABEL_OF_LINE: LabelReference = (label) => `\${__field.labels.${label}:percentencode}`;

export function dataLink(link: Link, space: LinkSpace, labelReference: LabelReference = LABEL_OF_LINE): DataLinkJson {
  return "url" in link
    ? { title: link.title, url: link.url, targetBlank: true }
    : { title: link.title, url: dashboardUrl(link, space, labelReference) };
}

/** What links at the head of a dashboard or panel have in common. */
export const LINK = { icon: "external link", tooltip: "", targetBlank: false, keepTime: false, includeVars: false } as const;

/** A link at the head of a dashboard or panel to a page elsewhere. */
export function pageLink({ title, url }: UrlLink): LinkJson {
  return { ...LINK, type: "link", title: plainText(title), url, tags: [], asDropdown: false, targetBlank: true };
}

function dashboardUrl({ dashboard, set }: DashboardLink, { tag, serviceUidPrefix }: LinkSpace, reference: LabelReference): string {
  const variables = Object.entries(set).map(([name, { label }]) => `&var-${name}=${reference(label)}`);
  const query = `\${__url_time_range}${variables.join("")}`;
  if (typeof dashboard === "string") {
    return `/d/${dashboard}?${query}`;
  }
  const service = reference(dashboard.serviceIn);
  return serviceUidPrefix === undefined ? `/dashboards?tag=${tag}&tag=service&query=${service}` : `/d/${serviceUidPrefix}${service}?${query}`;
}

/** A service's dashboard is found by the service's name, as long as no uid had to be shortened. */
export function linkSpace({ platform, dashboards }: Model): LinkSpace {
  const prefix = `${platform.name}-service-`;
  const plain = dashboards.every(({ uid, service }) => service === undefined || uid === `${prefix}${service}`);
  return { tag: platform.name, ...(plain && { serviceUidPrefix: prefix }) };
}
