import { once } from "node:events";
import type { Express } from "express";
import { describe, expect, test } from "vitest";
import { expresses } from "../../../test/expresses.ts";
import { routeCases } from "../../../test/route-cases.ts";
import { serve } from "../../../test/serve.ts";
import { createRouteResolver } from "./resolve-route.ts";
import { type ExpressRequest, matchOf, watchRoutes } from "./route-match.ts";

describe.each(["4", "5"] as const)("Express %s labels a request with the template of its route", (version) => {
  test.each(routeCases.filter(({ only }) => only === undefined || only === version))("$name", async ({ create, build, labels }) => {
    const library = expresses[version];
    const app = create?.(library) ?? library();
    expect(await labelsOf(app, () => build(app, library), Object.keys(labels))).toEqual(Object.entries(labels));
  });
});

/** Sends requests one after another and tells the label of each. */
async function labelsOf(app: Express, build: () => void, lines: readonly string[]): Promise<[string, string][]> {
  const resolve = createRouteResolver();
  let ended: (label: string) => void = () => {};
  app.set("env", "test");
  app.use((request, response, next) => {
    watchRoutes(app as never);
    matchOf(request as unknown as ExpressRequest).observed = request.app as never;
    once(response, "close").then(() => ended(resolve(request as unknown as ExpressRequest, response.statusCode)));
    next();
  });
  build();
  const served = await serve(app);
  try {
    const labels: [string, string][] = [];
    for (const line of lines) {
      const label = new Promise<string>((resolved) => {
        ended = resolved;
      });
      await served.fetch(line);
      labels.push([line, await label]);
    }
    return labels;
  } finally {
    await served.stop();
  }
}
