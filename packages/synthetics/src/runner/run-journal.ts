import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Which runs are under way, where it outlives the process. No call throws. */
export interface RunJournal {
  begin(flow: string): void;
  end(flow: string): void;
  /** Names of the flows whose run a former process has begun and not ended; they are forgotten with this call. */
  takeInterrupted(): readonly string[];
}

const SUFFIX = ".run";

/**
 * Keeps an empty file for each run in a folder of its own. A disk that fails costs the count of runs which a kill has interrupted, and nothing else.
 *
 * @param onFailure - told of each failure of the disk
 */
export function createRunJournal(folder: string, { onFailure }: { readonly onFailure: (error: Error) => void }): RunJournal {
  const attempt = <T>(work: () => T, otherwise: T): T => {
    try {
      return work();
    } catch (error) {
      onFailure(error as Error);
      return otherwise;
    }
  };
  const fileOf = (flow: string) => join(folder, `${flow}${SUFFIX}`);
  attempt(() => mkdirSync(folder, { recursive: true }), undefined);
  return {
    begin: (flow) => attempt(() => writeFileSync(fileOf(flow), ""), undefined),
    end: (flow) => attempt(() => rmSync(fileOf(flow), { force: true }), undefined),
    takeInterrupted: () =>
      attempt(() => {
        const names = readdirSync(folder)
          .filter((file) => file.endsWith(SUFFIX))
          .map((file) => file.slice(0, -SUFFIX.length));
        for (const name of names) {
          rmSync(fileOf(name), { force: true });
        }
        return names;
      }, []),
  };
}
