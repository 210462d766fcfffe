import { expect, test } from "vitest";
import { renamedShop } from "../../test/renamed-shop.ts";
import { findings } from "../../test/shop-model.ts";
import { buildModel } from "../model/build-model.ts";

test.each<[string | undefined, readonly string[]]>([
  [undefined, []],
  ["2027-01-30", []],
  ["2027-01-31", ["warning metric orders_total: It was to be read as purchases_total until 2027-01-31: remove its renamedFrom."]],
  ["2028-01-01", ["warning metric orders_total: It was to be read as purchases_total until 2027-01-31: remove its renamedFrom."]],
])("on %s a metric that was renamed until 2027-01-31", (today, messages) => {
  expect(findings("rename-over", buildModel(renamedShop), { today })).toEqual(messages);
});
