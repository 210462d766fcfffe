import type { Accounts } from "./accounts.ts";
import type { Visitor } from "./visitor.ts";

/** What somebody comes for, from the first request to the last. */
export interface Journey {
  readonly name: string;
  /** How often it is taken, relative to the others. */
  readonly weight: number;
  /** @throws StepFailed when the platform does not do its part; a fetch error when it cannot be reached */
  readonly run: (visitor: Visitor, accounts: Accounts) => Promise<void>;
}
