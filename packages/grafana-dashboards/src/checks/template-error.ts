/** Functions of Prometheus' templates, and those of Go's: https://prometheus.io/docs/prometheus/latest/configuration/template_reference/ */
const FUNCTIONS = new Set(
  [
    "query first label value sortByLabel strvalue args tmpl safeHtml externalURL pathPrefix graphLink tableLink",
    "humanize humanize1024 humanizeDuration humanizePercentage humanizeTimestamp toTime parseDuration",
    "title toUpper toLower stripPort stripDomain match reReplaceAll",
    "and or not len index slice print printf println html js urlquery call eq ne lt le gt ge",
  ].flatMap((line) => line.split(" ")),
);
const VARIABLES = new Set(["$labels", "$value", "$externalLabels", "$externalURL"]);
const BLOCKS = new Set(["if", "range", "with", "define", "block"]);

/** What looks like a placeholder of ours. */
const PLACEHOLDER = /(?<!\{)\{([a-zA-Z]\w*)\}(?!\})/g;
const OF_ALL = ["title"];
const OF_LIMITS = ["title", "limit", "value"];

/** What stands between braces; braces in quotes are text. */
const ACTION = /\{\{((?:[^"`}]|"(?:[^"\\]|\\.)*"|`[^`]*`|\}(?!\}))*)\}\}/g;

/** What is wrong with a template of Prometheus, as the end of a sentence about it; undefined if nothing is. */
export function templateError(text: string): string | undefined {
  const rest = text.replaceAll(ACTION, "");
  const unclosed = rest.indexOf("{{");
  if (unclosed >= 0) {
    return `opens "${rest.slice(unclosed, unclosed + 30)}" and never closes it.`;
  }
  const open: string[] = [];
  const declared = new Set(VARIABLES);
  for (const [, action = ""] of text.matchAll(ACTION)) {
    const wrong = actionError(action.replaceAll(/^-|-$/g, "").trim(), open, declared);
    if (wrong !== undefined) {
      return wrong;
    }
  }
  return open.length === 0 ? undefined : `begins "{{ ${open.at(-1)} }}" and does not end it.`;
}

/**
 * A placeholder that nothing fills in, in the text of a definition, as the end of a sentence about it; undefined if there is none.
 *
 * @param options.limits - whether each level of the alert has a limit
 */
export function placeholderError(text: string, { limits }: { readonly limits: boolean }): string | undefined {
  const known = limits ? OF_LIMITS : OF_ALL;
  const unknown = [...text.replaceAll(ACTION, "").matchAll(PLACEHOLDER)].find(([, name = ""]) => !known.includes(name));
  return unknown && `has "${unknown[0]}", which nothing fills in: there are {title}, and for a limit {limit} and {value}.`;
}

/** One action, without its braces. */
function actionError(action: string, open: string[], declared: Set<string>): string | undefined {
  const [first = ""] = action.split(/\s+/);
  if (action === "") {
    return 'has an empty "{{ }}".';
  }
  if (action.startsWith("/*")) {
    return undefined;
  }
  if (first === "end") {
    return open.pop() === undefined ? 'has an "{{ end }}" too many.' : undefined;
  }
  if (BLOCKS.has(first)) {
    open.push(action);
  }
  const bare = action.replaceAll(/"(?:[^"\\]|\\.)*"|`[^`]*`/g, " ");
  for (const [, variable = ""] of bare.matchAll(/(\$\w+)\s*(?:,\s*\$\w+\s*)?:=/g)) {
    declared.add(variable);
  }
  const unknown = [...bare.matchAll(/\$\w*/g)].map(([variable]) => variable).find((variable) => variable !== "$" && !declared.has(variable));
  if (unknown !== undefined) {
    return `reads ${unknown}, which there is not: there are $labels, $value, $externalLabels and $externalURL.`;
  }
  const words = bare.replaceAll(/\$?\w*(?:\.\w+)+|\$\w*/g, " ").match(/\b[a-zA-Z_]\w*/g) ?? [];
  const strange = words.find(
    (word) => !FUNCTIONS.has(word) && !BLOCKS.has(word) && !["else", "template", "break", "continue", "true", "false", "nil"].includes(word),
  );
  return strange === undefined ? undefined : `calls ${strange}, which is no function of templates.`;
}
