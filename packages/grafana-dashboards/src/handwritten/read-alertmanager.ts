import { type Matcher, re2 } from "@platform/promql";
import type { Node } from "yaml";
import type { Problem } from "../model/model.ts";
import { child, entries, items, type ParsedFile, readSource, type SourceFile, textOf, textsOf } from "./source-file.ts";

export interface WrittenRoute {
  readonly node: Node;
  readonly receiver: string;
  readonly matchers: readonly Matcher[];
  readonly continues: boolean;
  /** Names of the time intervals in which it is quiet. */
  readonly mutedIn: readonly string[];
  readonly routes: readonly WrittenRoute[];
}

export interface WrittenReceiver {
  readonly name: string;
  readonly node: Node;
  /** Whether it sends to anybody. */
  readonly notifies: boolean;
  /** What it sends by, such as `slack`, with the settings of each. */
  readonly channels: ReadonlyMap<string, readonly Node[]>;
}

export interface WrittenInhibition {
  readonly node: Node;
  readonly source: readonly Matcher[];
  readonly target: readonly Matcher[];
  readonly equal: readonly string[];
}

export interface WrittenAlertmanager {
  readonly file: ParsedFile;
  readonly route: WrittenRoute;
  readonly receivers: readonly WrittenReceiver[];
  readonly inhibitions: readonly WrittenInhibition[];
}

export interface ReadAlertmanager {
  readonly config?: WrittenAlertmanager;
  readonly problems: readonly Problem[];
}

/** https://prometheus.io/docs/alerting/latest/configuration/ */
const FIELDS = {
  configuration: ["global", "templates", "route", "inhibit_rules", "receivers", "mute_time_intervals", "time_intervals", "tracing"],
  route: [
    ...["receiver", "group_by", "group_wait", "group_interval", "repeat_interval", "routes", "continue", "labels"],
    ...["match", "match_re", "matchers", "mute_time_intervals", "active_time_intervals"],
  ],
  inhibition: [
    "name",
    "sources",
    "source_match",
    "source_match_re",
    "source_matchers",
    "target_match",
    "target_match_re",
    "target_matchers",
    "equal",
  ],
};

const RECEIVER_FIELD = /^(?:name|[a-z]+(?:_[a-z]+)*_configs)$/;

const MATCHER = /^\s*"?([a-zA-Z_:][\w:]*)"?\s*(=~|!~|!=|=)\s*(.*?)\s*$/s;

/** Reads a configuration of Alertmanager; what it would refuse of its shape is a problem. */
export function readAlertmanager(source: SourceFile): ReadAlertmanager {
  const read = readSource(source);
  if ("problem" in read) {
    return { problems: [read.problem] };
  }
  const { file } = read;
  const problems: Problem[] = [];
  const wrong: Wrong = (node, message) => {
    problems.push({ check: "file-valid", severity: "error", subject: source.path, message, place: file.at(node) });
  };
  const root = child(file.root, "route");
  if (file.root === undefined || root === undefined) {
    const place = file.root && file.at(file.root);
    return { problems: [{ check: "file-valid", severity: "error", subject: source.path, message: 'It has no "route".', ...(place && { place }) }] };
  }
  onlyFields(file.root, FIELDS.configuration, wrong);
  const receivers = items(child(file.root, "receivers")).flatMap((receiver) => readReceiver(receiver, wrong));
  const intervals = [...items(child(file.root, "time_intervals")), ...items(child(file.root, "mute_time_intervals"))];
  const names = new Set(intervals.flatMap((interval) => textOf(child(interval, "name")) ?? []));
  const route = readRoute(root, "", wrong, names);
  if (route.receiver === "" || route.matchers.length > 0) {
    wrong(root, route.receiver === "" ? "The first route needs a receiver." : "The first route takes every alert: it has no matchers.");
  }
  const inhibitions = items(child(file.root, "inhibit_rules")).map((rule) => readInhibition(rule, wrong));
  return { config: { file, route, receivers, inhibitions }, problems };
}

type Wrong = (node: Node, message: string) => void;

function readReceiver(node: Node, wrong: Wrong): readonly WrittenReceiver[] {
  for (const [key] of entries(node).filter(([{ value }]) => !RECEIVER_FIELD.test(String(value)))) {
    wrong(key, `A receiver has no field "${key.value}": it has a name and lists such as slack_configs.`);
  }
  const name = child(node, "name");
  const text = textOf(name);
  if (name === undefined || text === undefined) {
    wrong(node, "A receiver needs a name.");
    return [];
  }
  const lists = entries(node).filter(([key, value]) => String(key.value).endsWith("_configs") && items(value).length > 0);
  const channels = new Map(lists.map(([key, value]) => [String(key.value).slice(0, -"_configs".length), items(value)]));
  return [{ name: text, node: name, notifies: channels.size > 0, channels }];
}

function readRoute(node: Node, inherited: string, wrong: Wrong, intervals: ReadonlySet<string>): WrittenRoute {
  onlyFields(node, FIELDS.route, wrong);
  for (const field of ["mute_time_intervals", "active_time_intervals"]) {
    for (const one of items(child(node, field)).filter((interval) => !intervals.has(textOf(interval) ?? ""))) {
      wrong(one, `There is no time interval "${textOf(one)}".`);
    }
  }
  const receiver = textOf(child(node, "receiver")) ?? inherited;
  return {
    node: child(node, "receiver") ?? node,
    receiver,
    matchers: readMatchers(node, "", wrong),
    continues: textOf(child(node, "continue")) === "true",
    mutedIn: items(child(node, "mute_time_intervals")).flatMap((name) => textOf(name) ?? []),
    routes: items(child(node, "routes")).map((route) => readRoute(route, receiver, wrong, intervals)),
  };
}

function readInhibition(node: Node, wrong: Wrong): WrittenInhibition {
  onlyFields(node, FIELDS.inhibition, wrong);
  return {
    node,
    source: readMatchers(node, "source_", wrong),
    target: readMatchers(node, "target_", wrong),
    equal: items(child(node, "equal")).flatMap((label) => textOf(label) ?? []),
  };
}

/** The three forms in which matchers are written. */
function readMatchers(node: Node, prefix: string, wrong: Wrong): readonly Matcher[] {
  const patternRead = (matcher: Matcher, at: Node) => {
    const pattern = matcher.operator.endsWith("~") ? re2(matcher.value) : undefined;
    if (pattern !== undefined && "reason" in pattern) {
      wrong(at, `The pattern ${JSON.stringify(matcher.value)} is refused: it ${pattern.reason}.`);
    }
    return matcher;
  };
  const map = (field: string, operator: Matcher["operator"]) =>
    [...textsOf(child(node, `${prefix}${field}`))].map(([label, { text, node: at }]) => patternRead({ label, operator, value: text }, at));
  const listed = items(child(node, `${prefix}matchers`)).flatMap((one) =>
    splitMatchers(textOf(one) ?? "").flatMap((text) => {
      const matcher = readMatcher(text);
      if (matcher === undefined) {
        wrong(one, `${JSON.stringify(text)} is no matcher, such as severity="critical".`);
      }
      return matcher === undefined ? [] : patternRead(matcher, one);
    }),
  );
  return [...map("match", "="), ...map("match_re", "=~"), ...listed];
}

/** `{a="b", c="d"}` is a list in one text. */
function splitMatchers(text: string): readonly string[] {
  const braces = /^\s*\{(.*)\}\s*$/s.exec(text)?.[1];
  return braces === undefined ? [text] : (braces.match(/(?:"(?:[^"\\]|\\.)*"|[^,"])+/g) ?? []).filter((part) => part.trim() !== "");
}

function readMatcher(text: string): Matcher | undefined {
  const [, label, operator, value = ""] = MATCHER.exec(text) ?? [];
  if (label === undefined) {
    return undefined;
  }
  const plain = /^"(?:[^"\\]|\\.)*"$/s.test(value) ? value.slice(1, -1).replaceAll(/\\(["\\n])/g, (_, one) => (one === "n" ? "\n" : one)) : value;
  return { label, operator: operator as Matcher["operator"], value: plain };
}

function onlyFields(node: Node, known: readonly string[], wrong: Wrong): void {
  for (const [key] of entries(node).filter(([{ value }]) => !known.includes(String(value)))) {
    wrong(key, `Alertmanager knows no field "${key.value}" here; the fields are ${known.join(", ")}.`);
  }
}
