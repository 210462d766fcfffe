import { placeOf } from "@platform/metrics/define";
import { secretFilesOf } from "../definition/notification-definition.ts";
import type { Check } from "./checks.ts";

/** A receiver whose secret is not there: its notifications fail at the first alert, when it is too late. */
export const secretPresent: Check = ({ platform: { notifications } }, { secrets }) =>
  notifications === undefined || secrets === undefined
    ? []
    : secretFilesOf(notifications)
        .filter((file) => !secrets.has(file))
        .map((file) => ({
          severity: "error",
          subject: `secret ${file}`,
          message: `A receiver reads ${notifications.secretsFolder}/${file}, and there is no such file among the secrets.`,
          place: placeOf(notifications),
        }));
