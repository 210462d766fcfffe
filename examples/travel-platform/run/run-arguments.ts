import { resolve } from "node:path";
import { parseArgs } from "node:util";

export interface RunArguments {
  /** Prove the whole path and end, instead of showing it until Ctrl-C. */
  readonly once: boolean;
  /** Take any free ports instead of the usual ones. */
  readonly freePorts: boolean;
  /** Absolute folder of everything that the run writes. */
  readonly folder: string;
}

export const USAGE = `Usage: npm start [-- options]

  --once          wait until every panel has data, break payment, wait for its alert, follow an exemplar to its trace, stop; exit code 0 if all of it happened
  --free-ports    take any free ports instead of those of the definitions, 9090 and 9093
  --data <folder> write here instead of .data/local
  --help          this text
`;

/** Wrong arguments, with a message that says which. */
export class UsageError extends Error {}

/**
 * @returns undefined when only the usage was asked for
 * @throws UsageError
 */
export function readRunArguments(args: readonly string[], { folder }: { readonly folder: string }): RunArguments | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        once: { type: "boolean", default: false },
        "free-ports": { type: "boolean", default: false },
        data: { type: "string", default: folder },
        help: { type: "boolean", default: false },
      },
    });
    return values.help ? undefined : { once: values.once, freePorts: values["free-ports"], folder: resolve(values.data) };
  } catch (cause) {
    throw new UsageError((cause as Error).message, { cause });
  }
}
