import { CheckFailure, type FailureReason } from "../flow/check.ts";

/** A run ends before its steps do. */
export class RunEnd extends Error {
  readonly reason: "timeout" | "interrupted";

  constructor(reason: RunEnd["reason"], message: string) {
    super(message);
    this.name = "RunEnd";
    this.reason = reason;
  }
}

/** Why a step failed. */
export interface Failure {
  readonly step: string;
  readonly reason: FailureReason;
  readonly message: string;
}

/** Errors of a system call, of a name, of a certificate: https://nodejs.org/api/errors.html#nodejs-error-codes, https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const REASON_OF_CODE: readonly (readonly [RegExp, FailureReason])[] = [
  [/^(ENOTFOUND|EAI_[A-Z]+|ENODATA)$/, "dns"],
  [/^(CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_CA|HOSTNAME_MISMATCH|EPROTO$)/, "tls"],
  [/^(UND_ERR_(HEADERS|BODY|CONNECT)_TIMEOUT|ETIMEDOUT)$/, "timeout"],
  [/^(ECONN|EPIPE|EHOST|ENET|EADDR|UND_ERR_)/, "connection"],
];

/** Causes inside one another that are looked at. */
const DEEPEST = 5;

/** Whatever a step threw, by its kind and with a message of one line. */
export function failureOf(step: string, thrown: unknown): Failure {
  return { step, reason: reasonOf(thrown), message: messageOf(thrown) };
}

function reasonOf(thrown: unknown): FailureReason {
  for (const each of causesOf(thrown)) {
    if (each instanceof RunEnd || each instanceof CheckFailure) {
      return each.reason;
    }
    if (each.name === "TimeoutError") {
      return "timeout";
    }
    const { code } = each as { readonly code?: unknown };
    const known = typeof code === "string" ? REASON_OF_CODE.find(([pattern]) => pattern.test(code)) : undefined;
    if (known !== undefined) {
      return known[1];
    }
  }
  return "error";
}

function messageOf(thrown: unknown): string {
  const causes = causesOf(thrown);
  const text =
    causes.length === 0 ? `A step threw ${describe(thrown)}.` : causes.map(({ message }) => message || "an error without words").join(": ");
  return text.replaceAll(/[\r\n\t ]+/g, " ").slice(0, 1000);
}

function causesOf(thrown: unknown): readonly Error[] {
  const causes: Error[] = [];
  for (let each = thrown; each instanceof Error && causes.length < DEEPEST && !causes.includes(each); each = each.cause) {
    causes.push(each);
    // A connection that was tried over several addresses has one error for each.
    if (each instanceof AggregateError && each.errors[0] instanceof Error) {
      causes.push(each.errors[0]);
    }
  }
  return causes;
}

function describe(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return typeof value;
  }
}
