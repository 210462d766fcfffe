import type { ErrorRequestHandler, RequestHandler } from "express";
import { HttpProblem } from "./http-problem.ts";

/** What a client sees of every problem. */
export interface ProblemBody {
  readonly error: { readonly code: string; readonly message: string };
}

/** Answers requests that no route took. */
export const notFound: RequestHandler = (request) => {
  throw new HttpProblem(404, "not_found", `Nothing answers ${request.method} ${request.path}.`);
};

/** Turns what a handler has thrown into an answer. The line and the span of the request have the error itself. */
export const problemHandler: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  const problem = toProblem(error);
  response.status(problem.status).json({ error: { code: problem.code, message: problem.message } } satisfies ProblemBody);
};

function toProblem(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) {
    return error;
  }
  const { status, message, expose } = error as { status?: unknown; message?: string; expose?: boolean };
  return typeof status === "number" && status >= 400 && status < 500 && expose === true
    ? new HttpProblem(status, "request_invalid", message ?? "The request cannot be read.")
    : new HttpProblem(500, "internal_error", "Something went wrong on our side.");
}
