import { expect, test } from "vitest";
import { isImageReference } from "./image-reference.ts";

const DIGEST = `@sha256:${"0123456789abcdef".repeat(4)}`;

test.each([
  "redis:8",
  "docker.io/library/redis:8.2.1",
  "registry.shop.example:5000/team/flows:1",
  "localhost:5000/flows:latest",
  `ghcr.io/team/flows:v1.2.3${DIGEST}`,
  `registry.shop.example:5000/flows${DIGEST}`,
  "quay.io/a__b/c-d.e:_x",
])("%s names an image and its version", (text) => {
  expect(isImageReference(text)).toBe(true);
});

test.each([
  "redis",
  "registry.shop.example:5000/flows",
  "registry.shop.example:123456/flows:1",
  "Redis:8",
  "redis:",
  "redis:8 ",
  "redis:8@sha256:12",
  `redis@sha512:${"0".repeat(64)}`,
  "https://registry.shop.example/flows:1",
  "/redis:8",
  "team//redis:8",
  "redis:$TAG",
  "",
  DIGEST,
  `redis:${"a".repeat(129)}`,
])("%j names none, or not which version", (text) => {
  expect(isImageReference(text)).toBe(false);
});
