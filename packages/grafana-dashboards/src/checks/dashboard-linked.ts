import type { Dashboard, Link, Model } from "../model/model.ts";
import type { Check } from "./checks.ts";

/** Dashboards that share a uid, so that Grafana keeps one of them, or links to a dashboard or a drop-down that there is not. */
export const dashboardLinked: Check = ({ dashboards, services }) => {
  const byUid = Map.groupBy(dashboards, ({ uid }) => uid);
  const targets: Targets = {
    byUid: new Map([...byUid].map(([uid, some]) => [uid, targetOf(some)])),
    ofServices: targetOfServices({ dashboards, services }),
  };
  return [
    ...[...byUid.values()]
      .flatMap(([, ...copies]) => copies)
      .map(
        ({ uid, title }) => ({ severity: "error", subject: `dashboard ${uid}`, message: `Another dashboard has the uid of "${title}".` }) as const,
      ),
    ...dashboards.flatMap((dashboard) =>
      linksOf(dashboard).flatMap(({ subject, link }) =>
        brokenTargets(link, targets).map((message) => ({ severity: "error", subject, message }) as const),
      ),
    ),
  ];
};

/** Where a link leads: drop-downs that all of its dashboards have. */
type Target = ReadonlySet<string>;

interface Targets {
  readonly byUid: ReadonlyMap<string, Target>;
  /** Undefined where a service has no dashboard, or none is a service. */
  readonly ofServices: Target | undefined;
}

function targetOf([first, ...others]: readonly Dashboard[]): Target {
  const shared = others.map(namesOf);
  return new Set([...(first === undefined ? [] : namesOf(first))].filter((name) => shared.every((names) => names.has(name))));
}

function namesOf({ variables }: Dashboard): ReadonlySet<string> {
  return new Set(variables.map(({ name }) => name));
}

function targetOfServices({ dashboards, services }: Pick<Model, "dashboards" | "services">): Target | undefined {
  const names = new Set(services.map(({ service }) => service.name));
  const own = dashboards.filter(({ service }) => service !== undefined && names.has(service));
  const shown = new Set(own.map(({ service }) => service));
  return own.length === 0 || shown.size < names.size ? undefined : targetOf(own);
}

function linksOf({ uid, links, rows }: Dashboard): readonly { readonly subject: string; readonly link: Link }[] {
  const ofPanels = rows
    .flatMap(({ panels }) => panels)
    .flatMap(({ title, links: own, options }) => {
      const columns = (options.columns ?? []).flatMap(({ link }) => link ?? []);
      return [...own, ...columns].map((link) => ({ subject: `dashboard ${uid} › ${title}`, link }));
    });
  return [...links.map((link) => ({ subject: `dashboard ${uid}`, link })), ...ofPanels];
}

function brokenTargets(link: Link, { byUid, ofServices }: Targets): readonly string[] {
  if (!("dashboard" in link)) {
    return [];
  }
  const { title, dashboard, set } = link;
  const target = typeof dashboard === "string" ? byUid.get(dashboard) : ofServices;
  if (target === undefined) {
    return [
      `Its link "${title}" leads to ${typeof dashboard === "string" ? `dashboard ${dashboard}` : "a dashboard of each service"}, which does not exist.`,
    ];
  }
  const unknown = Object.keys(set).filter((name) => !target.has(name));
  return unknown.map((name) => `Its link "${title}" sets the drop-down "${name}", which the other dashboard does not have.`);
}
