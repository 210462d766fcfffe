import type { Stoppable } from "../instruments/instrument.ts";
import type { ASK } from "./message.ts";

/** The way to one worker. */
export interface WorkerLink {
  /** For people: `worker 3 (pid 4711)`. */
  readonly name: string;
  /** Never throws; what cannot be sent is lost. */
  ask(message: typeof ASK): void;
}

/** Told what comes from one worker. */
export interface WorkerListener {
  message(message: unknown): void;
  /** Nothing will come any more. */
  end(): void;
}

/** A group of workers, which come and go. */
export interface WorkerSource {
  /** Calls `join` for each worker that there is and for each that comes. */
  connect(join: (link: WorkerLink) => WorkerListener): Stoppable;
}
