import { parse } from "yaml";
import type { OutputFile } from "../model/model.ts";
import { dashboardItems } from "./dashboard-items.ts";
import { type DescribedValue, describeValue } from "./describe-value.ts";
import { plainItems, ruleItems } from "./rule-items.ts";

/** One thing that a reader of a dashboard, or of a notification, will see differently. */
export interface Change {
  readonly kind: "added" | "removed" | "changed";
  /** File, below the output folder. */
  readonly path: string;
  /** `alert CheckoutSlow`, `dashboard shop-service-checkout › Latency`. */
  readonly subject: string;
  /** What changed: `threshold 300 → 500 ms`. Nothing for what was added or removed as a whole. */
  readonly what?: string;
}

/** A panel, an alert, a drop-down: something with a name and properties that can be told apart. */
export interface Item {
  readonly subject: string;
  /** By the name under which a change is told. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** Unit of its numbers, if they have one: `s`, `percentunit`, `bytes`. */
  readonly unit?: string;
}

/** What differs between two sets of generated files, as a reviewer would say it, rather than line by line. */
export function describeChanges(before: readonly OutputFile[], after: readonly OutputFile[]): readonly Change[] {
  const [old, now] = [byPath(before), byPath(after)];
  const paths = [...new Set([...old.keys(), ...now.keys()])].sort();
  return paths.flatMap((path) => {
    const [one, other] = [old.get(path), now.get(path)];
    return one === other ? [] : changesOf(path, itemsOf(path, one), itemsOf(path, other));
  });
}

function byPath(files: readonly OutputFile[]): ReadonlyMap<string, string> {
  return new Map(files.map(({ path, content }) => [path, content]));
}

/** The things in a file, by subject. Where two have one name, they are numbered. */
function itemsOf(path: string, content: string | undefined): ReadonlyMap<string, Item> {
  const items = new Map<string, Item>();
  for (const item of content === undefined ? [] : readItems(path, content)) {
    let subject = item.subject;
    for (let count = 2; items.has(subject); count++) {
      subject = `${item.subject} (${count})`;
    }
    items.set(subject, item);
  }
  return items;
}

function readItems(path: string, content: string): readonly Item[] {
  if (path.endsWith(".json")) {
    const data: unknown = JSON.parse(content);
    return isDashboard(data) ? dashboardItems(data) : plainItems(path, data);
  }
  if (!/\.ya?ml$/.test(path)) {
    return [{ subject: path, properties: { text: content } }];
  }
  const data: unknown = parse(content);
  const groups = (data as { readonly groups?: unknown } | null)?.groups;
  return Array.isArray(groups) ? ruleItems(groups) : plainItems(path, data);
}

function isDashboard(data: unknown): data is Parameters<typeof dashboardItems>[0] {
  return typeof data === "object" && data !== null && "panels" in data;
}

function changesOf(path: string, before: ReadonlyMap<string, Item>, after: ReadonlyMap<string, Item>): readonly Change[] {
  const subjects = [...before.keys(), ...[...after.keys()].filter((subject) => !before.has(subject))];
  return subjects.flatMap((subject): readonly Change[] => {
    const [old, now] = [before.get(subject), after.get(subject)];
    if (old === undefined || now === undefined) {
      return [{ kind: old === undefined ? "added" : "removed", path, subject }];
    }
    const names = [...new Set([...Object.keys(old.properties), ...Object.keys(now.properties)])];
    return names.flatMap((name) => {
      const change: DescribedValue = { name, before: old.properties[name], after: now.properties[name], unit: now.unit ?? old.unit };
      return describeValue(change).map((what): Change => ({ kind: "changed", path, subject, what }));
    });
  });
}
