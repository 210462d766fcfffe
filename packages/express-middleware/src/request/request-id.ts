import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { DefinitionError } from "@platform/metrics/define";

export interface RequestIdOptions {
  /** Carries the id of a request, and that of its response. Default `x-request-id`. */
  readonly header?: string;
  /** Whether an id that comes with a request is used; `false` at the edge of a platform, where anybody may send one. Default `true`. */
  readonly trustCallers?: boolean;
}

export interface RequestIds {
  readonly header: string;
  /** Of the caller, where it is accepted. */
  given(request: IncomingMessage): string | undefined;
  make(): string;
}

/** Long enough for every usual kind of id, and nothing that could forge a line of a log or a header. */
const WELL_FORMED = /^[A-Za-z0-9][A-Za-z0-9._:+/=@-]{0,127}$/;

const HEADER = /^[A-Za-z0-9-]{1,60}$/;

/**
 * The id of a request: the caller's where it is trusted and the id well formed, else a random UUID.
 *
 * @throws DefinitionError `header_invalid`
 */
export function createRequestIds({ header = "x-request-id", trustCallers = true }: RequestIdOptions = {}): RequestIds {
  if (!HEADER.test(header)) {
    throw new DefinitionError("header_invalid", `Header ${JSON.stringify(header)} of the request id must match ${HEADER}.`);
  }
  const name = header.toLowerCase();
  return {
    header,
    given({ headers }) {
      const given = trustCallers ? headers[name] : undefined;
      return typeof given === "string" && WELL_FORMED.test(given) ? given : undefined;
    },
    make: () => randomUUID(),
  };
}
