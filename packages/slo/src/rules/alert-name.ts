import { pascalCase } from "../definition/pascal-case.ts";
import type { SloContext } from "./slo-context.ts";

/** Name of an alert of an SLO: `PaymentAvailabilityFastBurn`. */
export function alertName({ service, slo }: SloContext, ending: string): string {
  return `${pascalCase(service.name)}${pascalCase(slo.name)}${ending}`;
}
