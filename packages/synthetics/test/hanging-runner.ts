/** A runner with one flow that does not end, which notes its runs in the folder given. */
import { createRunJournal, createRunner } from "@platform/synthetics";
import { defineFlow } from "@platform/synthetics/define";
import { Registry } from "prom-client";

const [folder = ""] = process.argv.slice(2);
const flow = defineFlow("tried", { everySeconds: 0.2, timeoutSeconds: 0.2, steps: { first: () => new Promise(() => {}) } });
createRunner({
  flows: [{ ...flow, timeoutSeconds: 60 }],
  registry: new Registry(),
  journal: createRunJournal(folder, {
    onFailure(error) {
      throw error;
    },
  }),
}).start();
