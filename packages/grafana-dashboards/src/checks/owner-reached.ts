import { placeOf } from "@platform/metrics/define";
import type { Check } from "./checks.ts";

/** An owner whose alerts reach no channel of a team: they would end where everybody hopes that somebody else looks. */
export const ownerReached: Check = ({ platform: { notifications }, ruleFiles, services, exporters }) => {
  if (notifications === undefined) {
    return [];
  }
  return ruleFiles.flatMap(({ service, owner, groups }) => {
    const definition = services.find((one) => one.service.name === service)?.service ?? exporters.find(({ name }) => name === service);
    const teams = groups.flatMap(({ rules }) => rules.flatMap((rule) => (rule.kind === "alert" ? [rule.labels.team ?? owner] : [])));
    return [...new Set(teams)]
      .filter((team) => !Object.hasOwn(notifications.teams, team))
      .map((team) => ({
        severity: "error",
        subject: `owner ${team}`,
        message: `Alerts of ${service ?? "no service"} go to team "${team}", which has no channels among the notifications (${Object.keys(notifications.teams).join(", ")}).`,
        place: definition && placeOf(definition),
      }));
  });
};
