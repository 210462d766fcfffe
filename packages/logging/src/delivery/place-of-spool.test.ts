import { expect, test, vi } from "vitest";
import { placeOfSpool } from "./place-of-spool.ts";

vi.mock("node:os", async (importOriginal) => ({
  ...(await importOriginal<typeof import("node:os")>()),
  userInfo: () => {
    throw Object.assign(new Error("uv_os_get_passwd returned ENOENT (no such file or directory)"), { code: "ERR_SYSTEM_ERROR" });
  },
}));

test.skipIf(process.getuid === undefined)("a user of a container, for whom the system has no name, has a spool", () => {
  expect(placeOfSpool({ service: "payment", target: { url: "http://loki:3100" }, root: undefined })).toContain(
    `platform-logging-${process.getuid?.()}/payment/`,
  );
});
