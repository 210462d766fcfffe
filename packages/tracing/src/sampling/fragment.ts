import type { RecordedSpan } from "../span/recorded-span.ts";

/** Spans that are held until the first of them ends. */
const MOST_HELD = 1000;

/** Shared by the fragments that hold no span, which are most. Never written to. */
const NONE: RecordedSpan[] = [];

/**
 * This process's part of a trace that was not chosen at its start. Its spans wait for the local root, the one without a parent in this process;
 * how that one ends decides about all of them, and about those that end later.
 */
export class Fragment {
  /** Undefined until the local root has ended. */
  kept: boolean | undefined = undefined;
  failed = false;
  /** Spans that found no place. */
  overflow = 0;
  held: RecordedSpan[] = NONE;

  hold(span: RecordedSpan): void {
    if (this.held === NONE) {
      this.held = [span];
    } else if (this.held.length < MOST_HELD) {
      this.held.push(span);
    } else {
      this.overflow++;
    }
  }

  decide(kept: boolean): readonly RecordedSpan[] {
    const { held } = this;
    this.kept = kept;
    this.held = NONE;
    return kept ? held : [];
  }
}
