import { createLogger, createLokiDelivery } from "@platform/logging";
import type { MetricRegistry, Stoppable } from "@platform/metrics";
import type { RequestLoggerOptions } from "../observe-options.ts";
import { flush, type RequestLogger } from "../request/request-log.ts";

/** Where the lines of requests go. */
export interface ServiceLines extends Stoppable {
  readonly logger: RequestLogger;
  /** Writes and sends what is left. */
  end(seconds: number): Promise<void>;
}

/**
 * @throws DefinitionError for a wrong option
 */
export function createServiceLines(name: string, given: RequestLogger | RequestLoggerOptions, registry: MetricRegistry): ServiceLines {
  if ("info" in given) {
    return { logger: given, end: () => flush(given), stop() {} };
  }
  const { loki, service, ...options } = given;
  const delivery = loki && createLokiDelivery({ ...loki, service: name, registry });
  const logger = createLogger({ ...options, service: { ...service, name }, ...(delivery !== undefined && { delivery }) });
  return {
    logger,
    async end(seconds) {
      await flush(logger);
      if ((await delivery?.stop({ deadlineSeconds: seconds })) === false) {
        throw new Error("Lines are left; the next process of the service sends them.");
      }
    },
    stop: () => void delivery?.stop(),
  };
}
