import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import platform from "../local.config.ts";
import { run } from "./run.ts";
import { freePorts, platformAt } from "./run-ports.ts";
import { runFolders } from "./run-settings.ts";

test("a taken port is named with what wanted it, before anything is started", async () => {
  const folder = await mkdtemp(join(tmpdir(), "run-"));
  const holder = createServer().listen(0, "127.0.0.1");
  await once(holder, "listening");
  const { port } = holder.address() as AddressInfo;
  const ports = { ...(await freePorts(platform)), alertmanager: port };
  const said: string[] = [];
  try {
    const code = await run(
      { platform: platformAt(platform, ports), ports, folders: runFolders(folder), environment: { PATH: process.env.PATH ?? "" } },
      {
        once: true,
        screen: { isTerminal: false, show: () => {} },
        progress: (line) => said.push(line),
        print: () => {},
        interruption: new AbortController().signal,
      },
    );
    expect(code).toBe(3);
    expect(said).toEqual([
      expect.stringMatching(/^The page: http/),
      "Everything that was started has ended.",
      expect.stringMatching(new RegExp(`^error: Port ${port} \\(wanted by Alertmanager\\) is in use`)),
    ]);
  } finally {
    holder.close();
    await rm(folder, { recursive: true });
  }
});
