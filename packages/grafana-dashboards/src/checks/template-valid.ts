import { placeOf } from "@platform/metrics/define";
import type { Check } from "./checks.ts";
import { templateError } from "./template-error.ts";

/** A text that Prometheus cannot fill in: the notification then says `error expanding template` in place of what is wrong. */
export const templateValid: Check = ({ ruleFiles, services, exporters }) =>
  ruleFiles.flatMap(({ service, groups }) => {
    const definition = services.find((one) => one.service.name === service)?.service ?? exporters.find(({ name }) => name === service);
    const alerts = groups.flatMap(({ rules }) => rules.filter((rule) => rule.kind === "alert"));
    return alerts.flatMap(({ name, summary, description }) =>
      Object.entries({ summary, description }).flatMap(([part, text]) => {
        const wrong = templateError(text);
        const place = definition && placeOf(definition);
        return wrong === undefined ? [] : [{ severity: "error" as const, subject: `alert ${name}`, message: `Its ${part} ${wrong}`, place }];
      }),
    );
  });
