import type { Logger } from "pino";

/** Writes one line for each event that concerns who may do what: who, with what outcome, never with what secret. */
export type Audit = (event: "login" | "registration" | "account_closed", outcome: string, customerId?: number) => void;

export function createAudit(logger: Logger): Audit {
  const lines = logger.child({ "event.category": "authentication" });
  return (event, outcome, customerId) => {
    const fields = { "event.action": event, "event.outcome": outcome, ...(customerId !== undefined && { "user.id": String(customerId) }) };
    lines[outcome === "succeeded" ? "info" : "warn"](fields, `${event} ${outcome}`);
  };
}
