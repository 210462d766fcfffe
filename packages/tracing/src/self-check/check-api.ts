import { type ApiCopy, findApiCopies, seesRegistrationOf } from "./find-api-copies.ts";

/** Where the copies of the API 1.x share what is registered. */
const API = Symbol.for("opentelemetry.js.api.1");

/** Seconds after the start when modules that are loaded late are looked for. */
const LATER = 10;

export interface CheckApiOptions {
  readonly warn: (message: string, code: string) => void;
  readonly find?: () => ApiCopy[];
}

/**
 * Warns of copies of `@opentelemetry/api` that do not see what was registered: spans that are made through them are lost without a word. Looks at
 * once, and again for what is loaded later.
 */
export function checkApi({ warn, find = findApiCopies }: CheckApiOptions): { stop(): void } {
  const told = new Set<string>();
  const check = () => {
    const registered = (globalThis as { readonly [API]?: { readonly version: string } })[API]?.version;
    for (const { version, folder } of find()) {
      if (registered !== undefined && !seesRegistrationOf(version, registered) && !told.has(folder)) {
        told.add(folder);
        warn(
          `Two copies of @opentelemetry/api do not fit together: spans made through ${version} in ${folder} are lost, because ${registered} is registered. ` +
            "Install one version for all, by an update or an override.",
          "api_copies",
        );
      }
    }
  };
  check();
  const timers = [setImmediate(check), setTimeout(check, LATER * 1000)];
  for (const timer of timers) {
    timer.unref();
  }
  return {
    stop() {
      clearImmediate(timers[0] as NodeJS.Immediate);
      clearTimeout(timers[1] as NodeJS.Timeout);
    },
  };
}
