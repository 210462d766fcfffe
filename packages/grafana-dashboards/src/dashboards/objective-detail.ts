import type { PlatformDefinition } from "../definition/platform-definition.ts";
import { objectiveDetailUid } from "../model/dashboard-uid.ts";
import type { Dashboard, ServiceModel } from "../model/model.ts";
import { alertsOfObjective, budgetOfObjective, burnRatesOfObjective, objectiveTiles } from "../panels/objective-detail-panels.ts";
import { alertAnnotation } from "./alert-annotation.ts";
import { deploymentAnnotation } from "./deployment-annotation.ts";
import { rows } from "./rows.ts";
import { objectiveVariable, targetVariables } from "./variables.ts";

/** One objective: what it promises, where its budget went, how fast it goes now. Undefined where no service has one. */
export function objectiveDetail(services: readonly ServiceModel[], platform: PlatformDefinition): Dashboard | undefined {
  const withObjectives = services.filter(({ slos }) => slos.length > 0).map(({ service }) => service.name);
  if (withObjectives.length === 0) {
    return undefined;
  }
  return {
    uid: objectiveDetailUid(platform.name),
    title: "Objective",
    description: "One objective: what it promises, where its error budget went, and how fast it is spent.",
    tags: [platform.name, "objective"],
    rangeSeconds: 24 * 3600,
    variables: [...targetVariables(withObjectives, { all: false }), objectiveVariable()],
    annotations: [alertAnnotation({ ofChosen: true }), deploymentAnnotation()],
    links: [
      { title: "Alertmanager", url: platform.links.alertmanager },
      { title: "Runbooks", url: platform.links.runbooks },
    ],
    rows: rows([
      ["Now", objectiveTiles()],
      ["Error budget", budgetOfObjective()],
      ["Burn", [burnRatesOfObjective()]],
      ["Alerts", [alertsOfObjective()]],
    ]),
  };
}
