import fc from "fast-check";
import { expect, test } from "vitest";
import { shop } from "../../test/shop-platform.ts";
import { buildModel } from "../model/build-model.ts";
import { renderFiles } from "./renderers.ts";

test("no two files have one path, and all are in order", () => {
  const paths = renderFiles(buildModel(shop)).map(({ path }) => path);
  expect(new Set(paths).size).toBe(paths.length);
  expect(paths).toEqual([...paths].sort());
});

test("the order in which services are listed changes no byte", () => {
  const files = renderFiles(buildModel(shop));
  fc.assert(
    fc.property(fc.shuffledSubarray([...shop.services], { minLength: shop.services.length }), (services) => {
      expect(renderFiles(buildModel({ ...shop, services }))).toEqual(files);
    }),
    { numRuns: 5 },
  );
});
