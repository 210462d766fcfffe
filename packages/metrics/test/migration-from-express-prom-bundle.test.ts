import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createContext, runInContext } from "node:vm";
import { observe } from "@platform/express-middleware";
import { parseExposition } from "@platform/metrics/testing";
import express, { type RequestHandler, Router } from "express";
import promBundle from "express-prom-bundle";
import { Registry, register } from "prom-client";
import { afterEach, expect, test } from "vitest";
import { readTable } from "./read-table.ts";

const PAGE = "docs/migration/from-express-prom-bundle.md";
const names = Object.fromEntries(readTable(PAGE, "Names"));
const paths = readTable(PAGE, "Paths");

afterEach(() => register.clear());

/** The app that the page describes, behind a middleware. */
async function withApp<T>(middleware: RequestHandler, run: (base: string) => Promise<T>): Promise<T> {
  const app = express();
  app.use(middleware);
  app.get("/orders", (_, response) => void response.send("all"));
  app.post("/orders", (_, response) => void response.status(201).send("made"));
  app.get(["/orders/:id", "/customers/:name"], (_, response) => void response.send("one"));
  app.use(
    "/shops/:shop",
    Router().get("/items/:id", (_, response) => void response.send("item")),
  );
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    return await run(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Requests that a scrape counts, by metric and labels; the names of express-prom-bundle are replaced as the table says. */
function countsOf(text: string): Record<string, number> {
  const ours = Object.values(names);
  const counts = parseExposition(text.replace(/\n*$/, "\n"))
    .map((family) => ({ ...family, name: names[family.name] ?? family.name }))
    .filter(({ name }) => name === names.http_request_duration_seconds)
    .flatMap(({ samples }) => samples.filter(({ name }) => name.endsWith("_count")));
  return Object.fromEntries(
    counts.map(({ labels, value }) => {
      const renamed = Object.entries(labels).map(([label, text]) => [names[label] ?? label, text] as const);
      expect(renamed.map(([label]) => label).filter((label) => !ours.includes(label))).toEqual([]);
      return [JSON.stringify(renamed.sort()), value];
    }),
  );
}

async function request(base: string, line: string): Promise<void> {
  const [method = "GET", path = ""] = line.split(" ");
  await (await fetch(base + path, { method })).text();
}

test.each(paths)("%s is the path %s and the route %s", async (line, path, route) => {
  const [theirs, ours] = [new Registry(), new Registry()];
  const bundle = promBundle({ includeMethod: true, includePath: true, promRegistry: theirs });
  const observed = observe({ service: "shop", registry: ours });
  await withApp(bundle, (base) => request(base, line as string));
  await withApp(observed, (base) => request(base, line as string));
  observed.stop();
  const [their, our] = [countsOf(await theirs.metrics()), countsOf(await ours.metrics())];
  expect(Object.keys(their).map((key) => key.replace(`"http_route","${path}"`, `"http_route","${route}"`))).toEqual(Object.keys(our));
  expect(Object.values(our)).toEqual([1]);
});

test.each(readTable(PAGE, "Equivalents"))("%s counts like %s", async (left, right) => {
  const scrape = async (code: string): Promise<string> => {
    register.clear();
    const middleware = runInContext(code, createContext({ promBundle, observe, registry: new Registry() })) as RequestHandler & { stop?(): void };
    return withApp(middleware, async (base) => {
      for (const [line] of paths) {
        await request(base, line as string);
      }
      const response = await fetch(base + (/metricsPath: "([^"]+)"/.exec(code)?.[1] ?? "/metrics"));
      expect(response.status).toBe(200);
      const text = await response.text();
      middleware.stop?.();
      return text;
    });
  };
  const [their, our] = [countsOf(await scrape(left as string)), countsOf(await scrape(right as string))];
  const translated: Record<string, number> = {};
  for (const [key, count] of Object.entries(their)) {
    const labels = Object.fromEntries(JSON.parse(key));
    const row = paths.find(([line, path]) => path === labels.http_route && line?.startsWith(`${labels.http_request_method} `));
    const renamed = JSON.stringify(Object.entries({ ...labels, http_route: row?.[2] }).sort());
    translated[renamed] = (translated[renamed] ?? 0) + count;
  }
  expect(our).toEqual(translated);
  expect(Object.values(our).reduce((sum, count) => sum + count, 0)).toBe(paths.length);
});
