import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect, test } from "vitest";
import { findFreePort, findFreePorts, requireFreePorts } from "./port.ts";

test.each(["127.0.0.1", "0.0.0.0", "::"])("a port taken on %s is named with what wanted it", async (host) => {
  const server = createServer().listen(0, host);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const free = await findFreePort();
  try {
    await expect(
      requireFreePorts([
        { port: free, title: "Alertmanager" },
        { port, title: "Prometheus" },
      ]),
    ).rejects.toMatchObject({
      code: "port_in_use",
      message: expect.stringMatching(new RegExp(`^Port ${port} \\(wanted by Prometheus\\) is in use.*sport = :${port}`)),
    });
  } finally {
    server.close();
  }
  await requireFreePorts([{ port, title: "Prometheus" }]);
});

test("all ports that are taken are reported together", async () => {
  const servers = [createServer().listen(0, "127.0.0.1"), createServer().listen(0, "127.0.0.1")];
  await Promise.all(servers.map((server) => once(server, "listening")));
  const wanted = servers.map((server, index) => ({ port: (server.address() as AddressInfo).port, title: `Service ${index}` }));
  try {
    await expect(requireFreePorts(wanted)).rejects.toThrow(/wanted by Service 0\), \d+ \(wanted by Service 1/);
  } finally {
    for (const server of servers) {
      server.close();
    }
  }
});

test("free ports are all different, and none that an outgoing connection may take", async () => {
  const ports = await findFreePorts(50);
  expect(new Set(ports).size).toBe(50);
  expect(Math.max(...ports)).toBeLessThan(32_768);
});
