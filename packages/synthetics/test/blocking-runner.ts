/** A runner whose one flow never gives the event loop back, which notes its runs in the folder given. */
import { createRunJournal, createRunner, watchEventLoop } from "@platform/synthetics";
import { defineFlow } from "@platform/synthetics/define";
import { Registry } from "prom-client";

const [folder = ""] = process.argv.slice(2);
const block = async () => {
  for (;;) {
    Math.random();
  }
};
watchEventLoop({ blockedSeconds: 1 });
createRunner({
  flows: [defineFlow("tried", { everySeconds: 0.2, steps: { block } })],
  registry: new Registry(),
  journal: createRunJournal(folder, {
    onFailure(error) {
      throw error;
    },
  }),
}).start();
