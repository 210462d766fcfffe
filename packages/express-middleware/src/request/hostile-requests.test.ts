import { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import type { NextFunction, Request, Response } from "express";
import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { expresses } from "../../test/expresses.ts";
import { requestCounts, sample } from "../../test/request-counts.ts";
import { observe } from "../index.ts";

const REQUESTS = 50_000;

/** Pieces of URLs that parsers and templates stumble over. */
const PIECES = [
  ..."/%aZ09.:*?&#=\\[]{}()+|$^~;,@!'\"<> \0\r\n\t",
  ..."é€😀\ud800\uffff",
  ..."/////////",
  ...["%2F", "%00", "%zz", "%ff", "%E2%82", "..", "//", "://", "__proto__", "constructor", "orgs", "users", "shop-1", ":org", "*", "{a}", "\\u0000"],
];

const OWN = ["/*", "/*/users/:id", "/:a/:b", "/:a/:b/users/:id", "/orgs", "/orgs/:org", "/orgs/:org/users/:id", "/users", "/users/:x"];
const TEMPLATES = [...OWN, "/users/:x/users/:id", "unmatched"];

test.each(["4", "5"] as const)(
  "with Express %s no request makes the middleware throw, or makes a label of its path",
  async (version) => {
    const library = expresses[version];
    const registry = new Registry();
    const app = library().set("env", "test");
    const handler = observe({ service: "orders", logger: false, registry });
    const router = library.Router().get("/users/:id", (_request, response) => void response.end());
    app.use(handler);
    let reached = 0;
    app.use((_request, _response, next) => {
      reached++;
      next();
    });
    app.use("/orgs/:org", router);
    app.use(/^\/shop-\w+/, router);
    app.use("/:a/:b", (request, response, next) => router(request, response, next));
    app.use("/users", library().use("/:x", router));
    app.use("/orgs", (_request, response) => void response.end());
    app.use((_request, response) => void response.status(404).end());
    app.use((_error: unknown, _request: Request, response: Response, _next: NextFunction) => void response.status(400).end());
    const random = randomNumbers(version === "4" ? 4 : 5);
    const pick = <T>(values: readonly T[]) => values[Math.floor(random() * values.length)] as T;
    for (let count = 0; count < REQUESTS; count++) {
      const pieces = Array.from({ length: Math.floor(random() * 12) }, () => pick(PIECES));
      const start = pick(["/", "/orgs/", "/orgs/x/users/", "/shop-", "/users/", ""]);
      const method = pick(["GET", "GET", "POST", "HEAD", "PURGE", "get", "", "__proto__"]);
      const socket = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() }) as Socket;
      const request = Object.assign(new IncomingMessage(socket), { method, url: start + pieces.join("") + pick(["", "/users/1"]) });
      const response = new ServerResponse(request);
      response.assignSocket(socket);
      app(request as never, response as never);
      if (random() < 0.2) {
        response.emit("close");
      }
      if (count % 500 === 0) {
        await new Promise(setImmediate);
      }
    }
    await expect.poll(() => sample(registry, "http_server_active_requests")).toBe(0);
    const counts = Object.entries(await requestCounts(registry));
    expect(counts.reduce((sum, [, number]) => sum + number, 0)).toBe(reached);
    expect(reached).toBeGreaterThan(REQUESTS * 0.9);
    const routes = new Set(counts.map(([series]) => series.split(" ")[1]));
    expect([...routes].filter((route) => !TEMPLATES.includes(route as string))).toEqual([]);
    expect(routes.size).toBeGreaterThan(6);
    handler.stop();
  },
  120_000,
);

/** Numbers from 0 to 1, the same in each run: https://en.wikipedia.org/wiki/Linear_congruential_generator */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
