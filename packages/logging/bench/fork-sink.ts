import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export interface ForkedSink {
  readonly url: string;
  /** Lets it fail from now on, or not, and gives the lines that it has taken. */
  fail(failing: boolean): Promise<number>;
  stop(): void;
}

/** Starts a sink in a process of its own. */
export async function forkSink(): Promise<ForkedSink> {
  const child = fork(fileURLToPath(new URL("./sink-process.ts", import.meta.url)), [], { execArgv: ["--conditions=@platform/source"] });
  const [url] = (await once(child, "message")) as [string];
  return {
    url,
    async fail(failing) {
      const answer = once(child, "message") as Promise<[number]>;
      child.send(failing);
      return (await answer)[0];
    },
    stop: () => child.disconnect(),
  };
}
