import { setTimeout as delay } from "node:timers/promises";
import type { RequestHandler } from "express";
import { HttpProblem } from "../http/http-problem.ts";
import { type FaultSettings, NO_FAULT, readFaultSettings } from "./fault-settings.ts";

/** The fault that a service suffers at the moment, none to begin with. */
export interface Fault {
  settings(): FaultSettings;
  /** @throws FaultError if the input is no fault; the one before stays */
  set(input: unknown): void;
  clear(): void;
  /** Handler that makes the requests of one route suffer. */
  gate(route: string): RequestHandler;
  /** Called after each change. */
  onChange(listener: (settings: FaultSettings) => void): void;
}

export interface FaultOptions {
  /** 0 to 1, exclusive. */
  readonly random?: () => number;
}

export function createFault({ random = Math.random }: FaultOptions = {}): Fault {
  const routes: string[] = [];
  const listeners: ((settings: FaultSettings) => void)[] = [];
  let settings = NO_FAULT;
  const change = (next: FaultSettings) => {
    settings = next;
    for (const listener of listeners) {
      listener(settings);
    }
  };
  return {
    settings: () => settings,
    set: (input) => change(readFaultSettings(input, routes)),
    clear: () => change(NO_FAULT),
    onChange: (listener) => void listeners.push(listener),
    gate(route) {
      routes.push(route);
      return async (_request, response, next) => {
        if (settings.routes.length > 0 && !settings.routes.includes(route)) {
          next();
          return;
        }
        if (settings.latencySeconds > 0) {
          await delay(settings.latencySeconds * 1000);
        }
        if (settings.errorRate > 0 && random() < settings.errorRate) {
          throw new HttpProblem(500, "fault_injected", "This request was made to fail.");
        }
        if (settings.wrongBody) {
          response.json({ unexpected: true });
          return;
        }
        next();
      };
    },
  };
}
