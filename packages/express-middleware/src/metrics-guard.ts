import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { DefinitionError } from "@platform/metrics/define";

/** Who may read the metrics: a caller with a token in `Authorization: Bearer …`, or one for whom a predicate is true. */
export type MetricsGuard = { readonly bearerToken: string } | ((request: IncomingMessage) => boolean | Promise<boolean>);

/**
 * Status of a refusal: 401 without the right token, 403 where the predicate is not true, throws or is rejected; undefined lets the caller in. The
 * promise never rejects.
 */
export type CheckAccess = (request: IncomingMessage) => Promise<401 | 403 | undefined>;

/**
 * @throws DefinitionError `bearer_token_empty`
 */
export function createMetricsGuard(guard: MetricsGuard | undefined): CheckAccess {
  if (guard === undefined) {
    return async () => undefined;
  }
  if (typeof guard === "function") {
    return async (request) => {
      try {
        return (await guard(request)) === true ? undefined : 403;
      } catch {
        return 403;
      }
    };
  }
  if (typeof guard.bearerToken !== "string" || guard.bearerToken.trim() === "") {
    throw new DefinitionError("bearer_token_empty", "The bearer token of metricsGuard is empty; leave metricsGuard out to let everybody in.");
  }
  const expected = digest(guard.bearerToken);
  return async ({ headers }) => {
    const [, given] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? "") ?? [];
    return given !== undefined && timingSafeEqual(digest(given), expected) ? undefined : 401;
  };
}

/** Equal lengths, so that comparing takes the same time for every token. */
function digest(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
