import { expect, test } from "vitest";
import { unproven } from "../../../alerts/test/unproven.ts";
import { catalogue } from "../../test/catalogue.ts";

test.each(catalogue.map((exporter) => [exporter.name, exporter] as const))(
  "every alert of %s fires when it should, and only then",
  async (name, { title, alerts }) => {
    expect(await unproven(name, title, alerts)).toEqual([]);
  },
  600_000,
);
