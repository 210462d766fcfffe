import { defineConfig } from "vitest/config";

/** Passed on to Node as they are: "import" among them would give ES modules to a `require` that cannot use them. */
const conditions = ["@platform/source", "node"];

export default defineConfig({
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ["packages/*/{src,test}/**/*.test.ts", "examples/**/*.test.ts", "scripts/**/*.test.ts"],
    // Many tests wait for programs that they have started: one worker would leave a machine of two cores idle.
    maxWorkers: 2,
    // Many start whole programs, and a busy machine may take its time.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // What is waited for comes at once where the machine has nothing else to do; the second that is vitest's own limit may pass where it has.
    expect: { poll: { timeout: 20_000 } },
  },
});
