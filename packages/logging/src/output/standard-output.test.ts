import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

test("lines of the last turn, and of what runs when the process exits, are written", () => {
  const program = `
    import { createStandardOutput } from ${JSON.stringify(new URL("./standard-output.ts", import.meta.url).href)};
    const output = createStandardOutput({ onDropped() {} });
    const log = (text) => output.append(Buffer.from(text + "\\n"), 0, text.length + 1);
    process.on("exit", () => log("before"));
    log("first");
    await new Promise(setImmediate);
    process.on("exit", () => log("after"));
    log("last");
    process.exit();
  `;
  expect(execFileSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" })).toBe("first\nlast\nbefore\nafter\n");
});
