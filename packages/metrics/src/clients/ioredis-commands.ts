import type { Stoppable } from "../instruments/instrument.ts";
import type { StartCommand } from "./measure-redis.ts";
import { replaceMethod } from "./replace-method.ts";
import type { Finish } from "./watch-result.ts";

/** The part of a command of ioredis that is used here. */
interface Command {
  readonly name: string;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/**
 * All commands pass `sendCommand`, those of pipelines too, and pass it again when the client has connected. They are watched where they settle: a
 * promise that we handled would hide its rejection from Node, and one that we made would add another.
 */
export function measureIoredis(client: object, start: StartCommand): Stoppable {
  const watched = new WeakSet<object>();
  return replaceMethod(
    client,
    "sendCommand",
    (sendCommand) =>
      function (command, ...rest) {
        if (isCommand(command) && !watched.has(command.reject)) {
          watchCommand(command, start(command.name));
          watched.add(command.reject);
        }
        return Reflect.apply(sendCommand, this, [command, ...rest]);
      },
  );
}

function watchCommand(command: Command, finish: Finish): void {
  const { resolve, reject } = command;
  command.resolve = function (this: unknown, value) {
    Reflect.apply(resolve, command, [value]);
    finish();
  };
  command.reject = function (this: unknown, error) {
    finish(error ?? {});
    Reflect.apply(reject, command, [error]);
  };
}

function isCommand(value: unknown): value is Command {
  const { name, resolve, reject } = (value ?? {}) as Partial<Command>;
  return typeof name === "string" && typeof resolve === "function" && typeof reject === "function";
}
