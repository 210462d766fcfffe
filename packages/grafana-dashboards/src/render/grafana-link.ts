import { dashboardUid } from "../model/dashboard-uid.ts";
import type { DashboardLink, Link } from "../model/model.ts";
import type { DataLinkJson } from "./grafana-json.ts";

/** How a link reads a label: of the line that was clicked, or of a column in the row that was clicked. */
export type LabelReference = (label: string) => string;

export function fieldLabel(label: string): string {
  return `\${__field.labels.${label}:percentencode}`;
}

export interface LinkOptions {
  readonly platform: string;
  readonly labelReference?: LabelReference;
}

export function dataLink(link: Link, { platform, labelReference = fieldLabel }: LinkOptions): DataLinkJson {
  return "url" in link
    ? { title: link.title, url: link.url, targetBlank: true }
    : { title: link.title, url: dashboardUrl(link, platform, labelReference) };
}

function dashboardUrl({ dashboard, set }: DashboardLink, platform: string, reference: LabelReference): string {
  const uid = typeof dashboard === "string" ? dashboard : `${dashboardUid(platform, "service")}-${reference(dashboard.serviceIn)}`;
  const variables = Object.entries(set).map(([name, { label }]) => `&var-${name}=${reference(label)}`);
  return `/d/${uid}?\${__url_time_range}${variables.join("")}`;
}
