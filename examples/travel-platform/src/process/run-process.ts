import { StartFailure } from "./start-failure.ts";

/** Something that runs until it is told to stop. */
export interface Started {
  /** What others must know to use it: its ports, its URL. */
  readonly ready: Readonly<Record<string, string | number>>;
  /** What it has to say at its end. */
  stop(): Promise<Readonly<Record<string, unknown>>>;
}

const STOP_SECONDS = 2;

/**
 * Makes a process of it: one line of JSON on standard output when it is ready, another when it has stopped after SIGTERM or SIGINT.
 * Exit codes: 0 after a stop, 1 if stopping takes too long or fails, 3 with one line on standard error if it cannot start.
 */
export async function runProcess(name: string, start: () => Promise<Started>): Promise<void> {
  let started: Started;
  try {
    started = await start();
  } catch (error) {
    if (!(error instanceof StartFailure)) {
      throw error;
    }
    console.error(`${name}: ${error.message}`);
    process.exit(3);
  }
  let stopping = false;
  const stop = async () => {
    if (stopping) {
      return;
    }
    stopping = true;
    setTimeout(() => process.exit(1), STOP_SECONDS * 1000).unref();
    try {
      print({ stopped: name, ...(await started.stop()) });
      process.exit(0);
    } catch (error) {
      console.error(error);
      process.exit(1);
    }
  };
  process.on("SIGTERM", stop).on("SIGINT", stop);
  print({ ready: name, pid: process.pid, startSeconds: Number(process.uptime().toFixed(3)), ...started.ready });
}

function print(line: object): void {
  console.log(JSON.stringify(line));
}
