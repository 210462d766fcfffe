import type { StepContext } from "../flow/step-context.ts";

export interface MarkedFetch {
  readonly fetch: StepContext<unknown>["fetch"];
  /** Gives up the bodies that nobody has read, and with them their connections. */
  release(): Promise<void>;
}

/** Every run makes its connections anew: one that is kept open does not see a certificate expire, a name move or a server go. */
const OWN_CONNECTION = { connection: "close", "user-agent": "platform-synthetics" };

export function createMarkedFetch(headers: Readonly<Record<string, string>>, signal: AbortSignal): MarkedFetch {
  const responses: Response[] = [];
  return {
    async fetch(url, init = {}) {
      const all = new Headers({ ...OWN_CONNECTION, ...headers });
      new Headers(init.headers).forEach((value, name) => {
        all.set(name, value);
      });
      const signals = init.signal ? AbortSignal.any([signal, init.signal]) : signal;
      const response = await fetch(url, { ...init, headers: all, signal: signals });
      responses.push(response);
      return response;
    },
    async release() {
      await Promise.allSettled(responses.splice(0).map((response) => (response.bodyUsed ? undefined : response.body?.cancel())));
    },
  };
}
