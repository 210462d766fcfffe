import type { Node } from "yaml";
import type { Problem } from "../model/model.ts";
import { readDuration } from "./read-duration.ts";
import { child, entries, items, type ParsedFile, readSource, type SourceFile, textOf, textsOf } from "./source-file.ts";

/** A rule of a file, before its expression is read. */
export interface WrittenRule {
  readonly kind: "alert" | "record";
  readonly name: string;
  readonly file: ParsedFile;
  /** Text of the name. */
  readonly node: Node;
  readonly group: string;
  readonly expression: { readonly text: string; readonly node: Node };
  readonly forSeconds: number;
  readonly labels: ReturnType<typeof textsOf>;
  readonly annotations: ReturnType<typeof textsOf>;
}

export interface ReadRules {
  readonly rules: readonly WrittenRule[];
  readonly problems: readonly Problem[];
}

/** https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/ */
const GROUP_FIELDS = [
  "name",
  "interval",
  "limit",
  "query_offset",
  "labels",
  "rules",
  "partial_response_strategy",
  "source_tenants",
  "evaluation_delay",
];
const RULE_FIELDS = ["record", "alert", "expr", "for", "keep_firing_for", "labels", "annotations"];
const DURATION_FIELDS = ["for", "keep_firing_for"];

/** Reads a rule file of Prometheus, or a PrometheusRule of its operator. What cannot be read is a problem, and left out. */
export function readRules(source: SourceFile): ReadRules {
  const read = readSource(source);
  if ("problem" in read) {
    return { rules: [], problems: [read.problem] };
  }
  const { file } = read;
  const problems: Problem[] = [];
  const wrong = (node: Node, message: string) => {
    problems.push({ check: "file-valid", severity: "error", subject: source.path, message, place: file.at(node) });
  };
  const top = child(file.root, "spec") ?? file.root;
  const groups = child(top, "groups");
  if (file.root !== undefined && groups === undefined) {
    wrong(file.root, 'It has no "groups", so that it is no rule file.');
  }
  const rules = items(groups).flatMap((group) => {
    unknownFields(group, GROUP_FIELDS, wrong);
    const name = textOf(child(group, "name"));
    if (name === undefined) {
      wrong(group, "A group needs a name.");
    }
    return items(child(group, "rules")).flatMap((rule) => readRule(rule, name ?? "", file, wrong) ?? []);
  });
  return { rules, problems };
}

function readRule(rule: Node, group: string, file: ParsedFile, wrong: (node: Node, message: string) => void): WrittenRule | undefined {
  unknownFields(rule, RULE_FIELDS, wrong);
  for (const field of DURATION_FIELDS) {
    const node = child(rule, field);
    if (node !== undefined && !(readDuration(textOf(node) ?? "") >= 0)) {
      wrong(node, `${field} is a duration such as 5m, not ${JSON.stringify(textOf(node) ?? null)}.`);
    }
  }
  const kinds = (["alert", "record"] as const).filter((kind) => textOf(child(rule, kind)) !== undefined);
  const [kind] = kinds;
  const expr = child(rule, "expr");
  const expression = textOf(expr);
  if (kind === undefined || kinds.length > 1) {
    wrong(rule, 'A rule has either an "alert" or a "record" with a name.');
    return undefined;
  }
  const node = child(rule, kind) as Node;
  if (expr === undefined || expression === undefined) {
    wrong(node, `${kind} ${textOf(node)} has no expr.`);
    return undefined;
  }
  return {
    kind,
    name: textOf(node) as string,
    file,
    node,
    group,
    expression: { text: expression, node: expr },
    forSeconds: readDuration(textOf(child(rule, "for")) ?? "0s"),
    labels: textsOf(child(rule, "labels")),
    annotations: textsOf(child(rule, "annotations")),
  };
}

function unknownFields(node: Node, known: readonly string[], wrong: (node: Node, message: string) => void): void {
  for (const [key] of entries(node).filter(([{ value }]) => !known.includes(String(value)))) {
    wrong(key, `There is no field "${key.value}" here; the fields are ${known.join(", ")}.`);
  }
}
