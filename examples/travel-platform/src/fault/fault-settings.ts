/** What a service shall suffer. */
export interface FaultSettings {
  /** Share of requests answered with 500, 0 to 1. */
  readonly errorRate: number;
  /** Added before each request is handled, 0 to 60. */
  readonly latencySeconds: number;
  /** Answers 200 with a body that nobody expects. */
  readonly wrongBody: boolean;
  /** Refuses and resets every connection. */
  readonly down: boolean;
  /** Routes that suffer, such as `POST /charges`; all when empty. `down` takes no notice of it. */
  readonly routes: readonly string[];
}

export const NO_FAULT: FaultSettings = { errorRate: 0, latencySeconds: 0, wrongBody: false, down: false, routes: [] };

/** A fault that cannot be applied; the message says why. */
export class FaultError extends Error {}

const RULES = {
  errorRate: { rule: "a number from 0 to 1", holds: (value: unknown) => typeof value === "number" && value >= 0 && value <= 1 },
  latencySeconds: { rule: "a number from 0 to 60", holds: (value: unknown) => typeof value === "number" && value >= 0 && value <= 60 },
  wrongBody: { rule: "true or false", holds: (value: unknown) => typeof value === "boolean" },
  down: { rule: "true or false", holds: (value: unknown) => typeof value === "boolean" },
  routes: { rule: "a list of routes", holds: (value: unknown) => Array.isArray(value) && value.every((route) => typeof route === "string") },
} satisfies Record<keyof FaultSettings, { rule: string; holds: (value: unknown) => boolean }>;

/**
 * @param input - JSON of a request; what it leaves out is no fault
 * @param knownRoutes - a route outside of these is a mistake
 * @throws FaultError
 */
export function readFaultSettings(input: unknown, knownRoutes: readonly string[]): FaultSettings {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    throw new FaultError('A fault is an object, such as {"errorRate": 0.5}.');
  }
  for (const [name, value] of Object.entries(input)) {
    if (!Object.hasOwn(RULES, name)) {
      throw new FaultError(`A fault has the fields ${Object.keys(RULES).join(", ")}; got "${name}".`);
    }
    const { rule, holds } = RULES[name as keyof FaultSettings];
    if (!holds(value)) {
      throw new FaultError(`Field "${name}" is ${rule}, got ${JSON.stringify(value)}.`);
    }
  }
  const settings: FaultSettings = { ...NO_FAULT, ...input };
  const unknown = settings.routes.find((route) => !knownRoutes.includes(route));
  if (unknown !== undefined) {
    throw new FaultError(`There is no route "${unknown}"; there are ${knownRoutes.join(", ")}.`);
  }
  return settings;
}
