import type { Stoppable } from "../instruments/instrument.ts";
import type { StartCommand } from "./measure-redis.ts";
import { replaceMethod } from "./replace-method.ts";
import { watchResult } from "./watch-result.ts";

/** Methods through which a client sends, and the name of the operation that each sends. */
const SENDERS: Readonly<Record<string, (args: unknown) => unknown>> = {
  sendCommand: (args) => (Array.isArray(args) ? args[0] : undefined),
  _executeMulti: () => "MULTI",
  _executePipeline: () => "PIPELINE",
};

/** A client of the package redis is a view of another object, which sends for all views: `withTypeMapping`, `json`. */
export function measureNodeRedis(client: object, start: StartCommand): Stoppable {
  const sender = (Reflect.get(client, "_self") ?? client) as object;
  const replaced = Object.entries(SENDERS)
    .filter(([method]) => typeof Reflect.get(sender, method) === "function")
    .map(([method, nameOf]) =>
      replaceMethod(
        sender,
        method,
        (send) =>
          function (...args) {
            return watchResult(() => Reflect.apply(send, this, args), start(nameOf(args[0])));
          },
      ),
    );
  return {
    stop() {
      for (const each of replaced) {
        each.stop();
      }
    },
  };
}
