import { expect, test } from "vitest";
import { type ContainerOptions, checkContainers, defineContainer } from "./container-definition.ts";

const cache: ContainerOptions = { name: "redis", image: "docker.io/library/redis:8.2.1", user: 999, health: ["redis-cli", "ping"] };

test("what is left out has a default", () => {
  expect(defineContainer(cache)).toEqual({
    ...{ kind: "container", command: [], env: {}, secrets: [], files: {}, scratchFolders: [], needs: [], limits: { cpus: 1, mebibytes: 512 } },
    ...cache,
  });
});

test.each<readonly [rule: string, wrong: Partial<ContainerOptions>]>([
  ["its name must match", { name: "Redis" }],
  ["its image is a repository and a tag", { image: "redis" }],
  ["its user is a number above 0, got 0", { user: 0 }],
  ["its port is 1 to 65535, got 0", { port: 0 }],
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
