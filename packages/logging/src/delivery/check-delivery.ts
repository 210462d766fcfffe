import { DefinitionError } from "@platform/metrics/define";
import type { LokiDeliveryOptions } from "./create-loki-delivery.ts";

/** Least value of each option that is a number. */
const LEAST = {
  maxSpoolBytes: 1024 * 1024,
  maxAgeSeconds: 1,
  batchBytes: 1024,
  batchSeconds: 0,
  timeoutSeconds: 0.01,
  exitSeconds: 0,
} as const satisfies Partial<Record<keyof LokiDeliveryOptions, number>>;

/** @throws DefinitionError for an option that cannot be right */
export function checkDelivery(options: LokiDeliveryOptions): void {
  const { url, service, basicAuth, bearerToken } = options;
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol)) {
    throw new DefinitionError("loki_url_invalid", `Loki's address is ${JSON.stringify(url)}; it must be a URL with http or https.`);
  }
  if (parsed.username !== "" || parsed.password !== "") {
    throw new DefinitionError("loki_url_invalid", "Loki's address has credentials in it; give them as basicAuth.");
  }
  if (!/^[\w][\w.-]*$/.test(service)) {
    throw new DefinitionError(
      "loki_service_invalid",
      `Service ${JSON.stringify(service)} must be letters, digits, "_", "-" and ".": it names a folder.`,
    );
  }
  if (basicAuth !== undefined && bearerToken !== undefined) {
    throw new DefinitionError("loki_auth_twice", "Both basicAuth and bearerToken are given; Loki takes one.");
  }
  for (const [name, least] of Object.entries(LEAST)) {
    const value = options[name as keyof typeof LEAST];
    if (value !== undefined && !(value >= least)) {
      throw new DefinitionError("loki_option_invalid", `${name} is ${value}; it must be at least ${least}.`);
    }
  }
}
