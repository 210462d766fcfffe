import type { AlertDefinitions } from "@platform/alerts";
import { type DefinitionPlace, placeOf } from "@platform/metrics/define";
import type { Model } from "../model/model.ts";
import type { Check } from "./checks.ts";
import { placeholderError, templateError } from "./template-error.ts";

/** A text that Prometheus cannot fill in: the notification then says `error expanding template` in place of what is wrong. */
export const templateValid: Check = (model) =>
  textsOf(model).flatMap(({ alert, part, text, place, wrongIn }) => {
    const wrong = wrongIn(text);
    return wrong === undefined ? [] : [{ severity: "error" as const, subject: `alert ${alert}`, message: `Its ${part} ${wrong}`, place }];
  });

interface Text {
  readonly alert: string;
  readonly part: string;
  readonly text: string;
  readonly place: DefinitionPlace | undefined;
  readonly wrongIn: (text: string) => string | undefined;
}

/** As they are written in definitions, where placeholders stand, and as Prometheus reads them, filled in with any text. */
function textsOf({ ruleFiles, services, exporters }: Model): readonly Text[] {
  const definitions = [...services.map(({ service }) => service), ...exporters];
  const written = definitions.flatMap((definition) =>
    Object.entries(definition.alerts satisfies AlertDefinitions).flatMap(([alert, { summary, description, levels }]) => {
      const limits = levels.every(({ limit }) => limit !== undefined);
      const wrongIn = (text: string) => placeholderError(text, { limits });
      return partsOf({ summary, description }).map((text) => ({ ...text, alert, place: placeOf(definition), wrongIn }));
    }),
  );
  const rendered = ruleFiles.flatMap(({ service, groups }) => {
    const definition = definitions.find(({ name }) => name === service);
    const place = definition && placeOf(definition);
    const rules = groups.flatMap((group) => group.rules.filter((rule) => rule.kind === "alert"));
    return rules.flatMap(({ name, summary, description }) =>
      partsOf({ summary, description }).map((text) => ({ ...text, alert: name, place, wrongIn: templateError })),
    );
  });
  return [...written, ...rendered];
}

function partsOf(texts: Readonly<Record<string, string>>): readonly Pick<Text, "part" | "text">[] {
  return Object.entries(texts).map(([part, text]) => ({ part, text }));
}
