import { DefinitionError } from "@platform/metrics/define";

/** Something that the service cannot answer without. */
export interface ReadinessCheck {
  /** Shown in the answer: `database`. */
  readonly name: string;
  /** Resolves if the dependency can be used. */
  readonly check: () => Promise<unknown>;
  /** Default 2. A check that takes longer has failed; it is not begun again before it ends. */
  readonly timeoutSeconds?: number;
}

export interface ReadinessReport {
  readonly ready: boolean;
  /** By name of the check: `ok`, `timeout`, the error's code (`ECONNREFUSED`), or `failed`. Never a message: it may hold a secret. */
  readonly checks: Readonly<Record<string, string>>;
}

/** Outcomes are kept this long, so that many probes make one check. */
const KEEP_SECONDS = 1;

const ERROR_CODE = /^[A-Z][A-Z0-9_]{0,60}$/;

/**
 * @param options.now - seconds on a clock that only rises
 * @returns a function that asks all checks at once and never rejects
 * @throws DefinitionError `check_duplicate`, `timeout_not_positive`
 */
export function createReadiness(checks: readonly ReadinessCheck[], { now }: { readonly now: () => number }): () => Promise<ReadinessReport> {
  const names = checks.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new DefinitionError("check_duplicate", `There are two readiness checks named "${twice}".`);
  }
  const asks = checks.map((check) => [check.name, createCheck(check, now)] as const);
  return async () => {
    const outcomes = await Promise.all(asks.map(async ([name, ask]) => [name, await ask()] as const));
    return { ready: outcomes.every(([, outcome]) => outcome === "ok"), checks: Object.fromEntries(outcomes) };
  };
}

function createCheck({ name, check, timeoutSeconds = 2 }: ReadinessCheck, now: () => number): () => Promise<string> {
  if (!(timeoutSeconds > 0 && timeoutSeconds <= 60)) {
    throw new DefinitionError(
      "timeout_not_positive",
      `Timeout of readiness check "${name}" is above 0 and at most 60 seconds, got ${timeoutSeconds}.`,
    );
  }
  let running: { readonly outcome: Promise<string>; readonly startSeconds: number } | undefined;
  let kept: { readonly outcome: string; readonly untilSeconds: number } | undefined;

  return async () => {
    if (kept !== undefined && now() < kept.untilSeconds) {
      return kept.outcome;
    }
    running ??= { outcome: run(), startSeconds: now() };
    return before(running.outcome, running.startSeconds + timeoutSeconds - now());
  };

  async function run(): Promise<string> {
    const outcome = await outcomeOf(check);
    running = undefined;
    kept = { outcome, untilSeconds: now() + KEEP_SECONDS };
    return outcome;
  }
}

async function outcomeOf(check: () => Promise<unknown>): Promise<string> {
  try {
    await check();
    return "ok";
  } catch (error) {
    const code = (error as { readonly code?: unknown } | null | undefined)?.code;
    return typeof code === "string" && ERROR_CODE.test(code) ? code : "failed";
  }
}

function before(outcome: Promise<string>, seconds: number): Promise<string> {
  if (seconds <= 0) {
    return Promise.resolve("timeout");
  }
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, seconds * 1000, "timeout");
    outcome.then((value) => {
      clearTimeout(timer);
      resolve(value);
    });
  });
}
