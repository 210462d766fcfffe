import type { ServiceDefinition } from "@platform/slo/define";
import { CommandError } from "../command-error.ts";
import { exitCode } from "../exit-code.ts";

/** The service that is named, or all of them. */
export function chooseServices(services: readonly ServiceDefinition[], name: string | undefined): readonly ServiceDefinition[] {
  const chosen = services.filter((service) => name === undefined || service.name === name);
  if (chosen.length === 0) {
    const known = services.map((service) => service.name).join(", ");
    throw new CommandError("service_unknown", `There is no service ${JSON.stringify(name)}, only ${known}.`, { exit: exitCode.usage });
  }
  return chosen;
}
