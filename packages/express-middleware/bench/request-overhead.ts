import type { RequestListener } from "node:http";
import type { Express } from "express";
import express from "express";
import { quantile } from "../../../scripts/bench/compare-rounds.ts";
import { injectRequest } from "../../../scripts/bench/inject-request.ts";

const BLOCKS = 60;
const REQUESTS_PER_BLOCK = 1500;

/** An app with a JSON route and what a test puts in front of it; `/orgs/:org/users/:id` has a parameter in a mount. */
export function appWith(install: (app: Express) => void): Express {
  const app = express();
  install(app);
  app.get("/orders/:id", (request, response) => void response.json({ id: request.params.id, state: "paid" }));
  app.use(
    "/orgs/:org",
    express.Router().get("/users/:id", (request, response) => void response.json({ id: request.params.id, state: "active" })),
  );
  return app;
}

/**
 * CPU time that a middleware adds to a request, without a network. Blocks of requests to an app with and to one without it take turns in one process;
 * the result is the difference of their best deciles, which what else runs on the machine disturbs least.
 *
 * @returns microseconds per request
 */
export async function requestOverhead(install: (app: Express) => void, path: string): Promise<number> {
  const bare = injectRequest(closing(appWith(() => {})), path);
  const measured = injectRequest(closing(appWith(install)), path);
  const baseTimes: number[] = [];
  const measuredTimes: number[] = [];
  for (let block = -BLOCKS / 4; block < BLOCKS; block++) {
    const times = [await microsecondsPerRequest(bare), await microsecondsPerRequest(measured)] as const;
    if (block >= 0) {
      baseTimes.push(times[0]);
      measuredTimes.push(times[1]);
    }
  }
  return quantile(measuredTimes, 0.1) - quantile(baseTimes, 0.1);
}

async function microsecondsPerRequest(request: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  for (let count = 0; count < REQUESTS_PER_BLOCK; count++) {
    await request();
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / REQUESTS_PER_BLOCK;
}

/** Closes a response when it has finished, and says that it has a server, as a server's does. */
function closing(listener: RequestListener): RequestListener {
  return (request, response) => {
    Object.assign(request.socket, { server: listener });
    response.on("finish", () => response.emit("close"));
    listener(request, response);
  };
}
