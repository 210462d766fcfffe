import { createMetrics } from "@platform/metrics";
import express from "express";
import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { apiGateway } from "./definition.ts";
import { createVisits } from "./visits.ts";

test("a visit counts once, and converts once, however often something is bought", async () => {
  const registry = new Registry();
  const visits = createVisits(createMetrics(apiGateway.metrics, { registry }));
  const app = express();
  app.post("/checkout", visits.count, (request, response) => {
    visits.sold(request, response);
    response.end();
  });
  const server = app.listen(0, "127.0.0.1");
  try {
    await new Promise((resolve) => server.once("listening", resolve));
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/checkout`;
    let cookie = "";
    for (let order = 0; order < 3; order += 1) {
      const response = await fetch(url, { method: "POST", headers: { cookie, "x-channel": "app" } });
      cookie = response.headers.get("set-cookie")?.split(";")[0] ?? "";
    }
    const text = await registry.metrics();
    expect(text).toContain('sessions_total{channel="app"} 1\n');
    expect(text).toContain('sessions_converted_total{channel="app"} 1\n');
  } finally {
    server.close();
  }
});
