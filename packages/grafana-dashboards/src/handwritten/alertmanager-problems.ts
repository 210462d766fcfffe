import type { Problem } from "../model/model.ts";
import { matcherText, matchOf } from "./alert-match.ts";
import { inhibitionProblems } from "./inhibition-problems.ts";
import type { WrittenAlertmanager, WrittenRoute } from "./read-alertmanager.ts";
import type { KnownAlert } from "./written-catalog.ts";

/** Receivers that are not there or that nothing reaches, routes that no alert takes, alerts that reach nobody, inhibitions. */
export function alertmanagerProblems(config: WrittenAlertmanager, alerts: readonly KnownAlert[]): readonly Problem[] {
  const structural = receiverProblems(config);
  if (alerts.length === 0) {
    return structural;
  }
  const walked = walkRoutes(config.route, alerts);
  return [
    ...structural,
    ...routeProblems(config, walked, alerts),
    ...unreachedReceivers(config, walked),
    ...silentAlerts(config, walked, alerts),
    ...inhibitionProblems(config, alerts),
  ];
}

function receiverProblems({ file, route, receivers }: WrittenAlertmanager): readonly Problem[] {
  const names = new Set(receivers.map(({ name }) => name));
  const missing = routesIn(route)
    .filter(({ receiver }) => receiver !== "" && !names.has(receiver))
    .map(({ node, receiver }) => ({ subject: `receiver ${receiver}`, message: "A route leads to it, and it is not defined.", place: file.at(node) }));
  const twice = receivers
    .filter(({ name }, index) => receivers.findIndex((other) => other.name === name) !== index)
    .map(({ name, node }) => ({ subject: `receiver ${name}`, message: "It is defined twice.", place: file.at(node) }));
  return [...missing, ...twice].map((finding) => ({ check: "receiver-exists", severity: "error", ...finding }));
}

interface Walked {
  /** Routes that an alert can come to. */
  readonly reached: ReadonlySet<WrittenRoute>;
  /** Routes at which an alert can stay. */
  readonly stays: ReadonlyMap<WrittenRoute, ReadonlySet<KnownAlert>>;
  /** Earlier route that takes all that a route would get. */
  readonly takenBy: ReadonlyMap<WrittenRoute, WrittenRoute>;
}

/** Follows every alert through the tree as Alertmanager does: the first child that matches takes it, unless it continues. */
function walkRoutes(root: WrittenRoute, alerts: readonly KnownAlert[]): Walked {
  const reached = new Set<WrittenRoute>();
  const stays = new Map<WrittenRoute, Set<KnownAlert>>();
  const takenBy = new Map<WrittenRoute, WrittenRoute>();
  const follow = (route: WrittenRoute, alert: KnownAlert): void => {
    reached.add(route);
    let taker: WrittenRoute | undefined;
    let isTaken = false;
    for (const next of route.routes) {
      const match = matchOf(alert, next.matchers);
      if (match === "never") {
        continue;
      }
      if (taker !== undefined) {
        takenBy.set(next, taker);
        continue;
      }
      follow(next, alert);
      isTaken ||= match === "always";
      taker = match === "always" && !next.continues ? next : undefined;
    }
    if (!isTaken) {
      stays.set(route, (stays.get(route) ?? new Set()).add(alert));
    }
  };
  for (const alert of alerts) {
    follow(root, alert);
  }
  return { reached, stays, takenBy };
}

function routeProblems({ file, route: root }: WrittenAlertmanager, { reached, takenBy }: Walked, alerts: readonly KnownAlert[]): readonly Problem[] {
  return routesIn(root)
    .filter((route) => !reached.has(route))
    .map((route) => {
      const earlier = takenBy.get(route);
      const lone = route.matchers.find((matcher) => alerts.every((alert) => matchOf(alert, [matcher]) === "never"));
      const message =
        earlier !== undefined
          ? `The route to "${earlier.receiver}" (${matcherText(earlier.matchers) || "every alert"}) before it takes all that it matches, and does not continue.`
          : `No alert comes here: none carries ${matcherText(lone === undefined ? route.matchers : [lone])}${lone === undefined ? " together" : ""}.`;
      return { check: "route-reached", severity: "error", subject: `route to ${route.receiver}`, message, place: file.at(route.node) };
    });
}

function unreachedReceivers({ file, receivers }: WrittenAlertmanager, { stays }: Walked): readonly Problem[] {
  const used = new Set([...stays.keys()].map(({ receiver }) => receiver));
  return receivers
    .filter(({ name }) => !used.has(name))
    .map(({ name, node }) => ({
      check: "receiver-reached",
      severity: "warning",
      subject: `receiver ${name}`,
      message: "No alert of these files ever comes to it.",
      place: file.at(node),
    }));
}

function silentAlerts({ receivers }: WrittenAlertmanager, { stays }: Walked, alerts: readonly KnownAlert[]): readonly Problem[] {
  const silent = new Set(receivers.filter(({ notifies }) => !notifies).map(({ name }) => name));
  const heard = new Set([...stays].filter(([{ receiver }]) => !silent.has(receiver)).flatMap(([, some]) => [...some]));
  return alerts
    .filter((alert) => !heard.has(alert))
    .map(({ name, place }) => ({
      check: "alert-notified",
      severity: "warning",
      subject: `alert ${name}`,
      message: "Every receiver that it comes to notifies nobody.",
      ...(place && { place }),
    }));
}

function routesIn(route: WrittenRoute): readonly WrittenRoute[] {
  return [route, ...route.routes.flatMap(routesIn)];
}
