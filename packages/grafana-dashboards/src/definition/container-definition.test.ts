import { expect, test } from "vitest";
import { type ContainerOptions, checkContainers, defineContainer, RESERVED_CONTAINERS } from "./container-definition.ts";

const cache: ContainerOptions = { name: "redis", image: "docker.io/library/redis:8.2.1", user: 999, health: ["redis-cli", "ping"] };

test("what is left out has a default", () => {
  expect(defineContainer(cache)).toEqual({
    ...{ kind: "container", command: [], env: {}, secrets: [], files: {}, scratchFolders: [], needs: [], limits: { cpus: 1, mebibytes: 512 } },
    ...cache,
  });
});

test.each<readonly [rule: string, wrong: Partial<ContainerOptions>]>([
  ["its name must match", { name: "Redis" }],
  ["its image is a repository with a tag or a digest", { image: "redis" }],
  ["its user is a number above 0, got 0", { user: 0 }],
  ["its port is 1 to 65535, got 0", { port: 0 }],
  ["its port on a machine is 1 to 65535, got 65536", { port: 6379, machinePort: 65_536 }],
  ["its limits are above 0", { limits: { cpus: 0, mebibytes: 64 } }],
  ['"conf" must be an absolute path', { files: { conf: "" } }],
  ['"data" must be an absolute path', { dataFolder: "data" }],
])("a container is refused: %s", (rule, wrong) => {
  expect(() => defineContainer({ ...cache, ...wrong })).toThrow(
    expect.objectContaining({ code: "container_invalid", message: expect.stringContaining(rule) }),
  );
});

test("two of one name, and a need of what is not there, are refused", () => {
  const redis = defineContainer(cache);
  expect(() => checkContainers([redis, redis])).toThrow(expect.objectContaining({ code: "container_duplicate" }));
  expect(() => checkContainers([defineContainer({ ...cache, needs: ["disk"] })])).toThrow(expect.objectContaining({ code: "container_unknown" }));
});

test.each(RESERVED_CONTAINERS)("a container cannot take the place of %s", (name) => {
  expect(() => checkContainers([defineContainer({ ...cache, name })])).toThrow(
    expect.objectContaining({ code: "container_reserved", message: expect.stringContaining(`"${name}"`) }),
  );
});

test.each<readonly [needs: Readonly<Record<string, readonly string[]>>, circle: string]>([
  [{ shop: ["shop"] }, "shop needs shop."],
  [{ shop: ["redis"], redis: ["disk"], disk: ["shop"] }, "shop needs redis needs disk needs shop."],
  [{ shop: ["redis", "disk"], redis: [], disk: ["queue"], queue: ["disk"] }, "disk needs queue needs disk."],
])("containers that wait for each other are refused: %j", (needs, circle) => {
  const containers = Object.entries(needs).map(([name, own]) => defineContainer({ ...cache, name, needs: own }));
  expect(() => checkContainers(containers)).toThrow(expect.objectContaining({ code: "container_cycle", message: expect.stringContaining(circle) }));
});

test("several may need one", () => {
  const needs = { shop: ["redis", "disk"], redis: ["disk"], mail: ["redis"], disk: [] };
  const containers = Object.entries(needs).map(([name, own]) => defineContainer({ ...cache, name, needs: own }));
  expect(() => checkContainers(containers)).not.toThrow();
});
