import type { Dashboard, Link, Model } from "../model/model.ts";
import type { Check } from "./checks.ts";

/** Dashboards that share a uid, so that Grafana keeps one of them, or links to a dashboard or a drop-down that there is not. */
export const dashboardLinked: Check = (model) => [
  ...model.dashboards
    .filter(({ uid }, index) => model.dashboards.findIndex((other) => other.uid === uid) !== index)
    .map(({ uid, title }) => ({ severity: "error", subject: `dashboard ${uid}`, message: `Another dashboard has the uid of "${title}".` }) as const),
  ...model.dashboards.flatMap((dashboard) =>
    linksOf(dashboard).flatMap(({ subject, link }) =>
      brokenTargets(link, model).map((message) => ({ severity: "error", subject, message }) as const),
    ),
  ),
];

function linksOf({ uid, links, rows }: Dashboard): readonly { readonly subject: string; readonly link: Link }[] {
  const ofPanels = rows
    .flatMap(({ panels }) => panels)
    .flatMap(({ title, links: own, options }) => {
      const columns = (options.columns ?? []).flatMap(({ link }) => link ?? []);
      return [...own, ...columns].map((link) => ({ subject: `dashboard ${uid} › ${title}`, link }));
    });
  return [...links.map((link) => ({ subject: `dashboard ${uid}`, link })), ...ofPanels];
}

function brokenTargets(link: Link, { dashboards, services }: Model): readonly string[] {
  if (!("dashboard" in link)) {
    return [];
  }
  const { title, dashboard, set } = link;
  const targets =
    typeof dashboard === "string"
      ? dashboards.filter(({ uid }) => uid === dashboard)
      : dashboards.filter(({ service: name }) => services.some(({ service }) => service.name === name));
  if (targets.length === 0 || (typeof dashboard !== "string" && targets.length < services.length)) {
    return [
      `Its link "${title}" leads to ${typeof dashboard === "string" ? `dashboard ${dashboard}` : "a dashboard of each service"}, which does not exist.`,
    ];
  }
  const unknown = Object.keys(set).filter((name) => !targets.every(({ variables }) => variables.some((variable) => variable.name === name)));
  return unknown.map((name) => `Its link "${title}" sets the drop-down "${name}", which the other dashboard does not have.`);
}
