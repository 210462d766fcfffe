import type { RecordedSpan } from "../span/recorded-span.ts";

/** Collects spans into the body of a request, encoding each as it comes. */
export interface BatchFormat {
  readonly contentType: string;
  /** Bytes collected, roughly. */
  readonly size: number;
  /** @throws when the span cannot be encoded; nothing of it is collected then */
  add(span: RecordedSpan): void;
  /** The body of all that was collected; the next one begins empty. */
  take(): Buffer;
}
