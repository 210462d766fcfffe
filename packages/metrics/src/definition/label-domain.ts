import { COUNTRY_CODES, COUNTRY_LABEL } from "./country-code.ts";
import { DefinitionError } from "./definition-error.ts";

/** Values that are all known beforehand. Each is a series from the first scrape on. */
export type ClosedDomain = readonly string[];

/** Values known only at run time; beyond `max` distinct ones, further values are folded into {@link OTHER}. */
export interface OpenDomain {
  readonly kind: "open";
  readonly max: number;
}

export type LabelDomain = ClosedDomain | OpenDomain;
export type LabelDomains = Readonly<Record<string, LabelDomain>>;

/** What a caller may pass for one label: a listed value, or any text or number for an open domain. */
export type LabelValue<D> = D extends readonly (infer V extends string)[] ? V : string | number;

/** The labels that a sample of a metric takes, derived from its definition. */
export type Labels<D extends { readonly labels: LabelDomains }> = {
  readonly [K in keyof D["labels"]]: LabelValue<D["labels"][K]>;
};

/** Stands for every value of an open domain that came after the cap was reached. */
export const OTHER = "_other";

/** https://prometheus.io/docs/concepts/data_model/: a double underscore in front is reserved for Prometheus. */
const LABEL_NAME = /^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$/;

/**
 * Labels that somebody else writes: `le` and `quantile` the exposition format, `job` and `instance` the scrape,
 * the rest Prometheus when it alerts.
 */
const RESERVED_LABELS: readonly string[] = ["le", "quantile", "job", "instance", "alertname", "alertstate"];

/**
 * A label whose values are known only at run time.
 *
 * @param options.max - distinct values kept, 1 to 10,000; further values become {@link OTHER}
 * @throws DefinitionError `domain_max_invalid`
 */
export function open({ max }: { readonly max: number }): OpenDomain {
  if (!Number.isInteger(max) || max < 1 || max > 10_000) {
    throw new DefinitionError("domain_max_invalid", `An open label domain keeps 1 to 10000 values, got max ${max}.`);
  }
  return { kind: "open", max };
}

export function isOpen(domain: LabelDomain): domain is OpenDomain {
  return !Array.isArray(domain);
}

/** Most values that a label can ever have, the fold included. */
export function domainSize(domain: LabelDomain): number {
  return isOpen(domain) ? domain.max + 1 : domain.length;
}

/**
 * @throws DefinitionError `label_name_invalid`, `label_reserved`, `domain_invalid`, `domain_max_invalid`, `domain_empty`, `domain_duplicate`, `domain_value_invalid`, `country_invalid`
 */
export function checkLabelDomains(metric: string, labels: LabelDomains): void {
  for (const [name, domain] of Object.entries(labels)) {
    if (!LABEL_NAME.test(name)) {
      throw new DefinitionError("label_name_invalid", `Label "${name}" of ${metric} must match ${LABEL_NAME}.`);
    }
    if (RESERVED_LABELS.includes(name)) {
      throw new DefinitionError("label_reserved", `Label "${name}" of ${metric} is written by Prometheus; choose another name.`);
    }
    if (name in Object.prototype) {
      throw new DefinitionError("label_reserved", `Label "${name}" of ${metric} is a name that every JavaScript object has; choose another name.`);
    }
    if (!Array.isArray(domain)) {
      if ((domain as Partial<OpenDomain> | undefined)?.kind !== "open") {
        throw new DefinitionError(
          "domain_invalid",
          `Label "${name}" of ${metric} takes a list of values or open({ max }), got ${JSON.stringify(domain)}.`,
        );
      }
      open(domain as OpenDomain);
      checkCountries(metric, name, undefined);
      continue;
    }
    if (domain.length === 0) {
      throw new DefinitionError("domain_empty", `Label "${name}" of ${metric} lists no value.`);
    }
    for (const value of domain) {
      if (typeof value !== "string" || value === "" || !value.isWellFormed()) {
        throw new DefinitionError(
          "domain_value_invalid",
          `Label "${name}" of ${metric} lists ${JSON.stringify(value)}; a value is a non-empty, well-formed string.`,
        );
      }
      if (domain.indexOf(value) !== domain.lastIndexOf(value)) {
        throw new DefinitionError("domain_duplicate", `Label "${name}" of ${metric} lists "${value}" twice.`);
      }
    }
    checkCountries(metric, name, domain);
  }
}

/** A map has no place for anything but a country that is known beforehand. */
function checkCountries(metric: string, name: string, domain: ClosedDomain | undefined): void {
  if (name !== COUNTRY_LABEL) {
    return;
  }
  if (domain === undefined) {
    throw new DefinitionError("country_invalid", `Label "${name}" of ${metric} is open; a label of countries lists the codes that it can have.`);
  }
  const unknown = domain.find((value) => !COUNTRY_CODES.includes(value));
  if (unknown !== undefined) {
    throw new DefinitionError("country_invalid", `Label "${name}" of ${metric} lists "${unknown}", which is no country code of ISO 3166-1 alpha-2.`);
  }
}
