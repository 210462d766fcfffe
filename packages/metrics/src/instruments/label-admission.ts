import { isOpen, type LabelDomain, type LabelDomains, OTHER } from "../definition/label-domain.ts";

/** Longer values of an open label are folded, so that a series has a bounded size. UTF-16 units. */
const MAX_VALUE_LENGTH = 1024;

/**
 * Decides which label values become series. A value outside a closed list does not fit, unless the list has `_other`; a value
 * beyond the cap of an open label is folded into `_other`.
 */
export interface LabelAdmission {
  /** Of every label open or not, in definition order. */
  readonly open: readonly boolean[];
  /** Writes the canonical values into `target`. Returns undefined if a value does not fit, else whether one was folded. */
  canonicalise(values: readonly unknown[], target: string[]): boolean | undefined;
  /** Remembers the values of a new series. */
  admit(values: readonly string[]): void;
  /** Indexes of the open labels, those with the most values first. */
  widestFirst(): number[];
  reset(): void;
}

export function createLabelAdmission(domains: LabelDomains): LabelAdmission {
  const list = Object.values(domains);
  const known = list.map((domain) => new Set<string>(isOpen(domain) ? [] : domain));
  const limits = list.map((domain) => (isOpen(domain) ? domain.max : 0));
  return {
    open: list.map(isOpen),
    canonicalise(values, target) {
      let folded = false;
      for (let index = 0; index < list.length; index++) {
        const text = canonicalText(values[index]);
        if (text === undefined) {
          return undefined;
        }
        const fits = known[index]?.has(text) === true || hasRoom(text, list[index] as LabelDomain, known[index] as Set<string>);
        if (!fits && limits[index] === 0 && known[index]?.has(OTHER) !== true) {
          return undefined;
        }
        target[index] = fits ? text : OTHER;
        folded ||= !fits;
      }
      return folded;
    },
    admit(values) {
      for (let index = 0; index < list.length; index++) {
        if (limits[index] !== 0 && values[index] !== OTHER) {
          known[index]?.add(values[index] as string);
        }
      }
    },
    widestFirst() {
      return list
        .map((_, index) => index)
        .filter((index) => limits[index] !== 0)
        .sort((a, b) => (known[b] as Set<string>).size - (known[a] as Set<string>).size);
    },
    reset() {
      for (let index = 0; index < list.length; index++) {
        if (limits[index] !== 0) {
          known[index]?.clear();
        }
      }
    },
  };
}

function hasRoom(text: string, domain: LabelDomain, known: Set<string>): boolean {
  return isOpen(domain) && (text === OTHER || (known.size < domain.max && text.length <= MAX_VALUE_LENGTH));
}

/** 200 and "200" are one value. Text that is no valid Unicode cannot be told apart once it is sent as UTF-8: it is made so here. */
function canonicalText(value: unknown): string | undefined {
  switch (typeof value) {
    case "string":
      return value.toWellFormed();
    case "number":
    case "boolean":
    case "bigint":
      return String(value);
    default:
      return undefined;
  }
}
