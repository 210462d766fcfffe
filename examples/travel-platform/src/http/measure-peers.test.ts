import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { httpClientRequestDuration } from "@platform/metrics/define";
import { readMetrics } from "@platform/metrics/testing";
import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { measurePeers } from "./measure-peers.ts";

test("a peer is known by the whole of its base URL; what goes elsewhere is left out", async () => {
  const registry = new Registry();
  const server = createServer((_request, response) => response.end("ok"));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const measurement = measurePeers({ registry, urls: { payment: `${base}/payment`, hotel: `${base}/hotel` } });
  try {
    for (const path of ["/payment/charges", "/payment/charges?id=1", "/hotel", "/payments", "/loki/api/v1/push", "/"]) {
      await (await fetch(base + path)).text();
    }
    const read = readMetrics(registry);
    const countOf = (server_address: string) =>
      read.distribution(httpClientRequestDuration, { http_request_method: "GET", server_address, http_response_status_code: "200", error_type: "" })
        ?.count;
    expect([countOf("payment"), countOf("hotel"), countOf("127.0.0.1"), countOf("_other")]).toEqual([2, undefined, undefined, undefined]);
  } finally {
    measurement.stop();
    server.close();
  }
});
