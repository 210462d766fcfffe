import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildModel, renderFiles } from "@platform/grafana-dashboards";
import { definePlatform } from "@platform/grafana-dashboards/define";
import { defineService, defineSlo, httpAvailability } from "@platform/slo/define";
import { alertmanager, node, prometheus } from "../src/define.ts";
import { findFreePorts, type NativePorts, type NativeSettings, type StateFolder, stateFolder, stopStack } from "../src/index.ts";
import { stackRenderers } from "../src/render.ts";
import { SEARCH_PATH } from "./live-programs.ts";

/** A service that answers scrapes, and the settings of a deployment that watches it. */
export interface NativePlatform extends AsyncDisposable {
  readonly folder: string;
  readonly state: StateFolder;
  readonly ports: NativePorts;
  readonly settings: NativeSettings;
}

const availability = defineSlo({ name: "availability", help: "Orders are answered.", objective: 0.999, sli: httpAvailability() });

/** @param uses - default an exporter of the machine, Prometheus and Alertmanager */
export async function nativePlatform(uses = [node(), prometheus(), alertmanager()]): Promise<NativePlatform> {
  const folder = mkdtempSync(join(tmpdir(), "stack-native-"));
  const service = createServer((_, response) => void response.end("orders_seen 1\n"));
  await new Promise<void>((resolve) => void service.listen(0, "127.0.0.1", resolve));
  const { port } = service.address() as AddressInfo;
  const [prometheusPort = 0, alertmanagerPort = 0, nodePort = 0, blackbox = 0] = await findFreePorts(4);
  const ports = { prometheus: prometheusPort, alertmanager: alertmanagerPort, node: nodePort, blackbox };
  const platform = definePlatform({
    name: "shop",
    title: "Shop",
    services: [defineService({ name: "checkout", title: "Checkout", help: "Takes orders.", owner: "team-shop", port, slos: [availability] })],
    uses,
    prometheus: { scrapeIntervalSeconds: 1, evaluationIntervalSeconds: 1, tileSeconds: 20, samplesPerSlo: 10_000_000 },
    links: {
      grafana: "http://localhost:3000",
      prometheus: `http://localhost:${prometheusPort}`,
      alertmanager: `http://localhost:${alertmanagerPort}`,
      runbooks: "https://shop.example/runbooks",
    },
  });
  const model = buildModel(platform);
  const state = stateFolder(join(folder, "state"));
  return {
    folder,
    state,
    ports,
    settings: { model, files: renderFiles(model, stackRenderers), ports, searchPath: SEARCH_PATH },
    [Symbol.asyncDispose]: async () => {
      // A test that cleaned up has nothing left to stop.
      await Promise.allSettled([stopStack(state)]);
      await new Promise((resolve) => service.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A program of a name that states a version and then does what a script says. */
export function fakeProgram(folder: string, name: string, script: string): string {
  const bin = join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, name), 0o755);
  return bin;
}
