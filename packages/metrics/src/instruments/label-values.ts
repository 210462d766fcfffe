import { isOpen, type LabelDomain, OTHER } from "../definition/label-domain.ts";

/** Longer values are folded, so that a series has a bounded size. UTF-16 units. */
const MAX_VALUE_LENGTH = 1024;

/** The values that one label has had. */
export interface LabelValues {
  /** Whether values beyond those known fold. */
  readonly open: boolean;
  /** Distinct values so far, without `_other`. */
  readonly size: number;
  /**
   * The text under which a value is counted: its own; `_other` beyond the cap of an open label, or outside a closed list that has it;
   * undefined if it does not fit.
   */
  textOf(value: unknown): string | undefined;
  /** Remembers the text of a series. */
  admit(text: string): void;
  reset(): void;
}

export function createLabelValues(domain: LabelDomain): LabelValues {
  return isOpen(domain) ? openValues(domain.max) : closedValues(new Set(domain));
}

function openValues(max: number): LabelValues {
  const known = new Set<string>();
  return {
    open: true,
    get size() {
      return known.size;
    },
    textOf(value) {
      const text = canonicalText(value);
      if (text === undefined || known.has(text)) {
        return text;
      }
      return known.size < max ? text : OTHER;
    },
    admit(text) {
      if (text !== OTHER) {
        known.add(text);
      }
    },
    reset: () => known.clear(),
  };
}

function closedValues(listed: ReadonlySet<string>): LabelValues {
  const fallback = listed.has(OTHER) ? OTHER : undefined;
  return {
    open: false,
    size: listed.size,
    textOf(value) {
      const text = canonicalText(value);
      return text === undefined || listed.has(text) ? text : fallback;
    },
    admit() {},
    reset() {},
  };
}

/** 200 and "200" are one value, and so are all that are too long. Text that is no valid Unicode could not be told apart once it is sent as UTF-8: it is made valid here. */
function canonicalText(value: unknown): string | undefined {
  switch (typeof value) {
    case "string":
      return value.length > MAX_VALUE_LENGTH ? OTHER : value.toWellFormed();
    case "number":
    case "boolean":
    case "bigint":
      return String(value);
    default:
      return undefined;
  }
}
