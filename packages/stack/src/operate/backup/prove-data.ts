import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { EnvironmentError } from "../environment-error.ts";
import { askAt, querySamples } from "../health/prometheus-api.ts";
import { findProgram } from "../native/find-program.ts";
import { findFreePort } from "../native/port.ts";
import { createProgramGroup } from "../native/program-group.ts";
import { prometheusProgram } from "../native/prometheus-program.ts";
import { isSameAnswer, type Proof } from "./manifest.ts";

/** Older than any data: the Prometheus of a proof removes nothing. */
const FOREVER_DAYS = 36_500;

/**
 * Starts a Prometheus of its own on restored data, which scrapes nothing, and asks it what the live one was asked when the backup was made.
 *
 * @param folder - holds `prometheus`; logs and settings of the proof are written beside it
 * @throws EnvironmentError `backup_unproved`, or that of the program
 */
export async function proveData(folder: string, proof: Proof, { searchPath }: { readonly searchPath: string }): Promise<void> {
  const found = await findProgram("prometheus", { searchPath });
  const port = await findFreePort();
  const configFile = join(folder, "proof.yml");
  await writeFile(configFile, "{}\n");
  const group = createProgramGroup({ logFolder: folder, stopSeconds: 20 });
  try {
    await group.start([
      prometheusProgram({
        found,
        configFile,
        dataFolder: join(folder, "prometheus"),
        port,
        retentionDays: FOREVER_DAYS,
        externalUrl: `http://127.0.0.1:${port}`,
      }),
    ]);
    const answer = await querySamples(askAt({ url: `http://127.0.0.1:${port}`, ask: fetch }), proof.query, proof.at);
    if (!isSameAnswer(answer, proof.answer)) {
      throw new EnvironmentError(
        "backup_unproved",
        `The restored data answer ${proof.query} with ${answer.length} series that are not those of ${new Date(proof.at * 1000).toISOString()}.`,
        "Choose an older backup with --snapshot; nothing was changed.",
      );
    }
  } finally {
    await group.stop();
  }
}
