import type { Figures, HttpUnit } from "./bench-case.ts";
import { loadHttp } from "./http-load.ts";
import type { SpawnedSide } from "./spawn-side.ts";

/** Loads a side that is a server, for one turn. */
export async function takeHttpTurn(side: SpawnedSide, path: string, quick: boolean): Promise<Figures> {
  const { port } = await side.round();
  const before = await side.usage();
  const load = await loadHttp(`http://127.0.0.1:${port}${path}`, quick ? 1 : 3);
  const after = await side.usage();
  return {
    "requests/s": load.requestsPerSecond,
    "µs CPU/request": (after.cpuMicroseconds - before.cpuMicroseconds) / load.requests,
    "ms p99": load.p99Milliseconds,
    "MB RSS": after.rssBytes / 1e6,
  } satisfies Record<HttpUnit, number>;
}
