import type { IncomingMessage, ServerResponse } from "node:http";
import { DefinitionError } from "@platform/metrics/define";

export type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Answers a request. The promise never rejects. */
export type Endpoint = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const PATH = /^\/[\w\-.~/]+$/;

/**
 * Finds what the middleware answers itself: GET and HEAD of exactly these paths, whatever the query.
 *
 * @throws DefinitionError `path_invalid`, `path_duplicate`
 */
export function createEndpoints(answers: readonly (readonly [path: string, answer: Answer])[]): (request: IncomingMessage) => Endpoint | undefined {
  for (const [index, [path]] of answers.entries()) {
    if (!PATH.test(path)) {
      throw new DefinitionError("path_invalid", `Path ${JSON.stringify(path)} must match ${PATH}.`);
    }
    if (answers.findIndex(([other]) => other === path) !== index) {
      throw new DefinitionError("path_duplicate", `Path "${path}" is given to two endpoints.`);
    }
  }
  const endpoints = new Map(answers.map(([path, answer]) => [path, safely(answer)]));
  return ({ method, url = "" }) => {
    if (method !== "GET" && method !== "HEAD") {
      return undefined;
    }
    const query = url.indexOf("?");
    return endpoints.get(query === -1 ? url : url.slice(0, query));
  };
}

function safely(answer: Answer): Endpoint {
  return async (request, response) => {
    try {
      await answer(request, response);
    } catch {
      response.destroy();
    }
  };
}

/** Sends a small answer that no cache keeps. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store" });
  response.end(`${JSON.stringify(body)}\n`);
}
