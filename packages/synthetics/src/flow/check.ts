import { readShape, type Shape, type Shaped } from "./shape.ts";

/** Why a step failed, as a label: few, whatever goes wrong. */
export const FAILURE_REASONS = ["check", "status", "shape", "timeout", "dns", "tls", "connection", "interrupted", "error"] as const;

export type FailureReason = (typeof FAILURE_REASONS)[number];

/** An answer is not as a step expects it. */
export class CheckFailure extends Error {
  readonly reason: FailureReason;

  constructor(reason: FailureReason, message: string) {
    super(message);
    this.name = "CheckFailure";
    this.reason = reason;
  }
}

/** Characters of a body that a message shows. */
const SHOWN = 200;

/**
 * Fails the step unless a condition holds.
 *
 * @throws CheckFailure with the reason `check`
 */
export function check(condition: unknown, message: string): asserts condition {
  if (!condition) {
    throw new CheckFailure("check", message);
  }
}

/**
 * The body of an answer that has the status and, if one is given, the shape expected: `await expectJson(response, 201, { bookingId: "number" })`.
 * What a body has beside its shape does not matter.
 *
 * @throws CheckFailure with the reason `status` or `shape`
 */
export async function expectJson<const H extends Shape>(response: Response, status: number, shape: H): Promise<Shaped<H>> {
  const text = await expectText(response, status);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new CheckFailure("shape", `${describe(response)} is not JSON: ${shown(text)}`);
  }
  const wrong = readShape(body, shape);
  if (wrong !== undefined) {
    throw new CheckFailure("shape", `${describe(response)}: ${wrong} in ${shown(text)}`);
  }
  return body as Shaped<H>;
}

/**
 * The body of an answer that has the status expected.
 *
 * @throws CheckFailure with the reason `status`
 */
export async function expectText(response: Response, status: number): Promise<string> {
  const text = await response.text();
  if (response.status !== status) {
    throw new CheckFailure("status", `${describe(response)} has status ${response.status}, not ${status}: ${shown(text)}`);
  }
  return text;
}

/** Without the query, which may hold a secret. */
function describe({ url }: Response): string {
  return `The answer of ${URL.parse(url)?.pathname ?? "the request"}`;
}

function shown(text: string): string {
  return JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);
}
