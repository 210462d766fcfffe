import type { Express, NextFunction, Request, Response } from "express";
import { Registry } from "prom-client";
import { describe, expect, test } from "vitest";
import { collectTelemetry } from "../../test/collect-telemetry.ts";
import { expresses } from "../../test/expresses.ts";
import { serve } from "../../test/serve.ts";
import { observe } from "../index.ts";

type Library = (typeof expresses)["5"];

interface ErrorCase {
  readonly name: string;
  readonly build: (app: Express, library: Library) => void;
  /** Message of the error that is known of the second request to `/fail`. */
  readonly known: string | undefined;
  readonly status?: number;
  readonly body?: string;
}

const raise = () => {
  throw new Error("raised");
};
const answer = (error: Error, _request: Request, response: Response, _next: NextFunction) =>
  void response.status(503).send(`sorry: ${error.message}`);

const cases: readonly ErrorCase[] = [
  { name: "goes to Express", build: (app) => app.get("/fail", raise), known: "raised", status: 500 },
  { name: "goes to the program's handler", build: (app) => app.get("/fail", raise).use(answer), known: "raised", body: "sorry: raised" },
  {
    name: "goes to the handler of a nested router",
    build: (app, library) => app.use(library.Router().use(library.Router().get("/fail", raise).use(answer))),
    known: "raised",
    body: "sorry: raised",
  },
  {
    name: "goes to the handler of a mounted app",
    build: (app, library) => app.use(library().get("/fail", raise).use(answer)),
    known: "raised",
    body: "sorry: raised",
  },
  {
    name: "is replaced by a handler",
    build: (app) =>
      app
        .get("/fail", raise)
        .use((_error: Error, _request: Request, _response: Response, next: NextFunction) => next(new Error("other")))
        .use(answer),
    known: "raised",
    body: "sorry: other",
  },
  {
    name: "is passed to next",
    build: (app) => app.get("/fail", (_request, _response, next) => next(new Error("passed"))),
    known: "passed",
    status: 500,
  },
  {
    name: "goes to a handler that was added after the first request",
    build(app) {
      let added = false;
      app.get("/fail", (request, response, next) => {
        if (!added) {
          added = true;
          app.use("/", answer);
        }
        raise();
        next(request ?? response);
      });
    },
    known: "raised",
  },
  {
    name: "was answered without one",
    build: (app) => app.get("/fail", (_request, response) => void response.status(500).send("no")),
    known: undefined,
  },
  {
    name: "is no text and no Error",
    build: (app) =>
      app.get("/fail", () => {
        throw "a text";
      }),
    known: "a text",
    status: 500,
  },
  {
    name: "is a refusal",
    build: (app) => app.get("/fail", (_request, _response, next) => next(Object.assign(new Error("no"), { status: 403 }))),
    known: undefined,
    status: 403,
  },
];

describe.each(["4", "5"] as const)("with Express %s an error that", (version) => {
  test.each(cases)("$name", async ({ build, known, status, body }) => {
    const library = expresses[version];
    const bare = library().set("env", "test");
    build(bare, library);
    const observed = library().set("env", "test");
    const telemetry = collectTelemetry();
    const observer = observe({ service: "orders", registry: new Registry(), logger: telemetry.logger });
    observed.use(observer);
    build(observed, library);
    const [one, other] = [await serve(bare), await serve(observed)];
    try {
      for (let round = 0; round < 2; round++) {
        const [expected, given] = [await one.fetch("/fail"), await other.fetch("/fail")];
        expect([given.status, plain(given.body)]).toEqual([expected.status, plain(expected.body)]);
        expect(given.status).toBe(status ?? expected.status);
        expect(given.body).toContain(body ?? "");
      }
      await expect.poll(() => telemetry.lines.length).toBe(2);
      const { err } = telemetry.lines[1] as { readonly err?: { readonly message?: string } | string };
      expect(typeof err === "object" ? err.message : err).toBe(known);
      expect(telemetry.spans[1]?.events.length).toBe(known === undefined ? 0 : 1);
    } finally {
      await Promise.all([one.stop(), other.stop(), telemetry.stop()]);
      observer.stop();
    }
  });
});

/** Without the lines of a stack, in which the callers differ. */
function plain(body: string): string {
  return body.replace(/(<br>|\n).*at .*/g, "");
}
