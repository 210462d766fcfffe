import type { Answer } from "./visitor.ts";

/** A journey cannot go on, because the platform did not give what the next step needs. */
export class StepFailed extends Error {}

/**
 * @returns the body of an answer that is as it should be
 * @throws StepFailed
 */
export function expectStatus<T>(step: string, { status, body }: Answer<T>, wanted: number): T {
  if (status !== wanted) {
    throw new StepFailed(`${step} was answered with ${status} instead of ${wanted}: ${JSON.stringify(body)}`);
  }
  return body;
}
