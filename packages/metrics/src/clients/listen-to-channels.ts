import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { Stoppable } from "../instruments/instrument.ts";

/**
 * Subscribes to diagnostics channels by name. What a listener throws is dropped: Node would end the process with it.
 */
export function listenToChannels(listeners: Readonly<Record<string, (message: never) => void>>): Stoppable {
  const subscriptions = Object.entries(listeners).map(([name, listener]) => {
    const guarded = (message: unknown) => {
      try {
        listener(message as never);
      } catch {
        // A message of a future version of Node that is shaped in another way.
      }
    };
    subscribe(name, guarded);
    return () => unsubscribe(name, guarded);
  });
  return {
    stop() {
      for (const end of subscriptions) {
        end();
      }
    },
  };
}
