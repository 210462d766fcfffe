import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { DefinitionError } from "@platform/metrics/define";
import type { Refusal } from "../request/request-metrics.ts";

/** Who may read the metrics: a caller with a token in `Authorization: Bearer …`, or one for whom a predicate is true. */
export type MetricsGuard = { readonly bearerToken: string } | ((request: IncomingMessage) => boolean | Promise<boolean>);

export interface AccessRefusal {
  /** 401 without the right token, 403 where the predicate is not true. */
  readonly status: 401 | 403;
  readonly reason: Refusal;
}

/** Gives undefined to let the caller in. The promise never rejects. */
export type CheckAccess = (request: IncomingMessage) => Promise<AccessRefusal | undefined>;

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
        return (await guard(request)) === true ? undefined : { status: 403, reason: "not_allowed" };
      } catch {
        return { status: 403, reason: "guard_failed" };
      }
    };
  }
  if (typeof guard.bearerToken !== "string" || guard.bearerToken.trim() === "") {
    throw new DefinitionError("bearer_token_empty", "The bearer token of metricsGuard is empty; leave metricsGuard out to let everybody in.");
  }
  const expected = digest(guard.bearerToken);
  return async ({ headers: { authorization = "" } }) => {
    const [, given] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
    if (given !== undefined && timingSafeEqual(digest(given), expected)) {
      return undefined;
    }
    return { status: 401, reason: authorization === "" ? "credentials_missing" : "credentials_wrong" };
  };
}

/** Equal lengths, so that comparing takes the same time for every token. */
function digest(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
