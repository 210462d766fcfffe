import { placeOf } from "@platform/metrics/define";
import type { Check } from "./checks.ts";

/** A window of maintenance that is left out in a cluster: an AlertmanagerConfig of the operator knows no time zone but UTC. */
export const windowKept: Check = ({ platform: { notifications, kubernetes } }) =>
  notifications === undefined || kubernetes === undefined
    ? []
    : Object.entries(notifications.maintenance)
        .filter(([, { timeZone = "UTC" }]) => timeZone !== "UTC")
        .map(([name, { timeZone }]) => ({
          severity: "warning",
          subject: `maintenance ${name}`,
          message: `It is in ${timeZone}, and the operator's AlertmanagerConfig knows UTC alone: with the overlays of the operator nothing is muted in it.`,
          place: placeOf(notifications),
        }));
