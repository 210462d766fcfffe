import type { SloContext } from "./slo-context.ts";

/** Name of an alert of an SLO: `PaymentAvailabilityFastBurn`. */
export function alertName({ service, slo }: SloContext, ending: string): string {
  return `${pascalCase(service.name)}${pascalCase(slo.name)}${ending}`;
}

/** `api-gateway` as `ApiGateway`. */
export function pascalCase(name: string): string {
  return name
    .split("-")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}
