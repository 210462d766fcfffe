import { DefinitionError, type MetricDefinition, standardMetrics } from "@platform/metrics/define";
import type { TierName } from "../definition/burn-rate-tier.ts";
import type { ServiceDefinition } from "../definition/service-definition.ts";
import type { Sli } from "../definition/sli.ts";
import { defineSlo, type MissingDataPolicy, type SloDefinition, type SloOptions } from "../definition/slo-definition.ts";
import { timeSlice } from "../definition/time-slice.ts";
import type { OpenSloLoss } from "./open-slo-document.ts";
import { indicatorsOf } from "./open-slo-indicator.ts";
import { readIndicator } from "./read-indicator.ts";
import { asList, asObject, asText, type JsonObject } from "./read-json.ts";
import { readPeriod } from "./read-period.ts";
import { readSliReference } from "./sli-reference.ts";
import { POLICY_ANNOTATION, SLI_ANNOTATION } from "./to-open-slo.ts";

export interface ImportedSlo {
  readonly service: string;
  readonly slo: SloDefinition;
}

export interface OpenSloImport {
  readonly slos: readonly ImportedSlo[];
  /** What could not be taken over; an SLO that is not among `slos` has a loss that says why. */
  readonly losses: readonly OpenSloLoss[];
}

export interface OpenSloImportOptions {
  /** Their metrics are what queries are read in terms of. */
  readonly services: readonly ServiceDefinition[];
}

/**
 * SLOs from objects of OpenSLO v1, those written by `toOpenSlo` and others. Never throws: what does not fit is a loss.
 *
 * @param documents - parsed YAML or JSON
 */
export function fromOpenSlo(documents: readonly unknown[], { services }: OpenSloImportOptions): OpenSloImport {
  const losses: OpenSloLoss[] = [];
  const slos: ImportedSlo[] = [];
  const objects = documents.map(asObject);
  const indicators = new Map(objects.filter(({ kind }) => kind === "SLI").map((sli) => [asText(asObject(sli.metadata).name), sli]));
  const isComposite = (document: JsonObject) =>
    asList(asObject(document.spec).objectives).some((objective) => "compositeWeight" in asObject(objective));
  const written = objects.filter(({ kind }) => kind === "SLO");
  for (const document of [...written.filter((each) => !isComposite(each)), ...written.filter(isComposite)]) {
    slos.push(...readSlo(document, { services, indicators, known: slos, losses }));
  }
  for (const { kind, metadata } of objects.filter(({ kind }) => kind !== "SLO" && kind !== "SLI" && kind !== "Service")) {
    losses.push({
      slo: asText(asObject(metadata).name),
      field: "kind",
      reason: `${JSON.stringify(kind)} is not read: alerts and their receivers follow from the definitions`,
    });
  }
  return { slos, losses };
}

interface ReadContext extends OpenSloImportOptions {
  readonly indicators: ReadonlyMap<string, JsonObject>;
  readonly known: readonly ImportedSlo[];
  readonly losses: OpenSloLoss[];
}

function readSlo(document: JsonObject, context: ReadContext): readonly ImportedSlo[] {
  const [metadata, spec] = [asObject(document.metadata), asObject(document.spec)];
  const serviceName = asText(spec.service);
  const service = context.services.find(({ name }) => name === serviceName);
  const title = asText(metadata.name);
  const lose = (field: string, reason: string) => {
    context.losses.push({ slo: `${serviceName}/${title}`, field, reason });
  };
  if (service === undefined) {
    lose("spec.service", `there is no service ${JSON.stringify(serviceName)}`);
    return [];
  }
  if (spec.budgetingMethod === "RatioTimeslices") {
    lose("spec.budgetingMethod", "RatioTimeslices averages what must be weighed by events; choose Occurrences or Timeslices");
    return [];
  }
  const objectives = asList(spec.objectives).map(asObject);
  const own = readOwn(document, service, context);
  const isComposite = objectives.some((objective) => "compositeWeight" in objective);
  if (own === undefined && isComposite) {
    lose("spec.objectives", "parts of a composite are SLOs of their own here: define them, and a composite of them");
    return [];
  }
  const policy = own?.policy ?? {};
  if (own === undefined) {
    asList(spec.alertPolicies).forEach((_, index) => {
      lose(`spec.alertPolicies[${index}]`, "every SLO alerts by the tiers of the policy");
    });
  }
  const name = kebab(title.startsWith(`${serviceName}-`) ? title.slice(serviceName.length + 1) : title);
  return (isComposite ? objectives.slice(0, 1) : objectives).flatMap((objective, index): readonly ImportedSlo[] => {
    const sli = own?.sli ?? readForeign(spec, objective, service, context, lose);
    if (sli === undefined) {
      return [];
    }
    try {
      const options = {
        name: index === 0 ? name : `${name}-${index + 1}`,
        help: asText(spec.description) || asText(metadata.displayName) || title,
        objective: own !== undefined && isComposite ? Number(policy.objective) : targetOf(objective),
        sli,
        ...readPeriod(asList(spec.timeWindow)[0], lose),
        ...policyOptions(policy),
      };
      return [{ service: serviceName, slo: defineSlo(options as SloOptions) }];
    } catch (error) {
      if (error instanceof DefinitionError) {
        lose(`spec.objectives[${index}]`, error.message);
        return [];
      }
      throw error;
    }
  });
}

interface OwnAnnotations {
  readonly sli: Sli;
  readonly policy: JsonObject;
}

/** The SLI of an object that `toOpenSlo` wrote, unless its indicator was edited since: then the indicator says what is meant. */
function readOwn(document: JsonObject, service: ServiceDefinition, { services, known }: ReadContext): OwnAnnotations | undefined {
  const [metadata, spec] = [asObject(document.metadata), asObject(document.spec)];
  const annotations = asObject(metadata.annotations);
  const metrics = metricsOf(service);
  const sli = readSliReference(asText(annotations[SLI_ANNOTATION]), {
    metric: (name) => metrics.find((metric) => metric.name === name),
    part: (of = service.name, name) => {
      const found = known.find((each) => each.service === of && each.slo.name === name)?.slo;
      const other = services.find((each) => each.name === of);
      return found && { slo: found, ...(of !== service.name && other && { service: other }) };
    },
  });
  const policy = readPolicy(asText(annotations[POLICY_ANNOTATION]));
  if (sli === undefined || policy === undefined) {
    return undefined;
  }
  const objectives = asList(spec.objectives).map(asObject);
  const stated = objectives.some(({ indicator }) => indicator !== undefined) ? objectives.map(({ indicator }) => indicator) : [spec.indicator];
  const slo = { name: asText(metadata.displayName), sli } as SloDefinition;
  const slos = sli.kind === "composite" ? sli.parts.filter((part) => part.service === undefined).map((part) => part.slo) : [slo];
  const written = indicatorsOf({ ...service, slos }, slo).map(({ indicator }) => indicator);
  return JSON.stringify(written) === JSON.stringify(stated) ? { sli, policy } : undefined;
}

type Lose = (field: string, reason: string) => void;

function readForeign(spec: JsonObject, objective: JsonObject, service: ServiceDefinition, context: ReadContext, lose: Lose): Sli | undefined {
  const reference = asText(spec.indicatorRef);
  const indicator = spec.indicator ?? context.indicators.get(reference);
  if (indicator === undefined) {
    lose("spec.indicator", reference === "" ? "there is no indicator" : `there is no SLI ${JSON.stringify(reference)}`);
    return undefined;
  }
  const read = readIndicator(asObject(asObject(indicator).spec), objective, { service: service.name, metrics: metricsOf(service) });
  if ("reason" in read) {
    lose("spec.indicator", read.reason);
    return undefined;
  }
  if (spec.budgetingMethod !== "Timeslices") {
    return read.sli;
  }
  const minutes = Number.parseFloat(asText(objective.timeSliceWindow));
  return timeSlice({ of: read.sli, minimumGood: Number(objective.timeSliceTarget), sliceSeconds: minutes * 60 });
}

function targetOf({ target, targetPercent }: JsonObject): number {
  return targetPercent === undefined ? Number(target) : Number((Number(targetPercent) / 100).toPrecision(12));
}

function policyOptions({ minimumBadEvents, dailySpend, missingData, tiers }: JsonObject): Partial<SloOptions> {
  return {
    ...(typeof minimumBadEvents === "number" && { minimumBadEvents }),
    ...((typeof dailySpend === "number" || dailySpend === false) && { dailySpend }),
    ...(typeof missingData === "string" && { missingData: missingData as MissingDataPolicy }),
    ...(Array.isArray(tiers) && { tiers: tiers as readonly TierName[] }),
  };
}

function readPolicy(text: string): JsonObject | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined; // No annotation, or somebody else's.
  }
}

function metricsOf({ metrics }: ServiceDefinition): readonly MetricDefinition[] {
  return [...Object.values(metrics), ...Object.values(standardMetrics)];
}

/** A name that an SLO may have, from one that OpenSLO allows. */
function kebab(name: string): string {
  const words = name.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return words.join("-").replace(/^(?=\d)/, "slo-");
}
