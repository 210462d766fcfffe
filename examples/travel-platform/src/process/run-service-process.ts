import { runningTracing } from "@platform/tracing";
import { services } from "../services.ts";
import { runProcess } from "./run-process.ts";
import { runService } from "./run-service.ts";
import type { ServiceProgram } from "./service-program.ts";
import { readServiceSettings } from "./service-settings.ts";

/** Makes a process of a service, with the settings of its environment. */
export function runServiceProcess(program: ServiceProgram): Promise<void> {
  return runProcess(program.definition.name, async () => {
    const { port, adminPort, stop } = await runService(program, readServiceSettings(process.env, { service: program.definition, services }));
    return {
      ready: { port, adminPort },
      async stop() {
        await stop();
        await runningTracing()?.shutdown({ timeoutSeconds: 0.5 });
        return {};
      },
    };
  });
}
