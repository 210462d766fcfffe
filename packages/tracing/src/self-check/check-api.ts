import { type ApiCopy, findApiCopies, seesRegistrationOf } from "./find-api-copies.ts";

/** Where the copies of the API 1.x share what is registered. */
const API = Symbol.for("opentelemetry.js.api.1");

/** Seconds after the start when modules that are loaded late are looked for. */
const LATER = 10;

/** What is registered there. */
interface Registered {
  readonly version: string;
  readonly trace?: unknown;
  readonly context?: unknown;
  readonly propagation?: unknown;
}

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
    const registered = registeredApi()?.version;
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

/** Says why nothing could be registered: somebody was there before, or a copy of the API of another version was. */
export function warnOfRegistration(warn: CheckApiOptions["warn"]): void {
  const { version, trace, context, propagation } = registeredApi() ?? { version: "unknown" };
  if (trace ?? context ?? propagation) {
    warn("OpenTelemetry's API has another provider, context manager or propagator already: spans made through it go there.", "another_provider");
  } else {
    warn(
      `Another copy of @opentelemetry/api, ${version}, was used first, and does not let this one register: spans made through the API are lost. ` +
        "Install one version for all, by an update or an override.",
      "api_copies",
    );
  }
}

function registeredApi(): Registered | undefined {
  return (globalThis as { readonly [API]?: Registered })[API];
}
