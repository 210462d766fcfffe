import type { ImportedMetric } from "@platform/grafana-dashboards/handwritten";
import { definitionCode, inComment } from "./definition-code.ts";
import type { Known } from "./known-metrics.ts";

/** A module of definitions, and what has none in it. */
export interface Skeleton {
  readonly code: string;
  readonly defined: number;
  /** Of packages: imported, not defined. */
  readonly known: number;
  readonly refused: readonly { readonly metric: string; readonly reason: string }[];
}

/** A module that defines every metric that no package defines already; it compiles as it is. */
export function skeleton(metrics: readonly ImportedMetric[], known: ReadonlyMap<string, Known>): Skeleton {
  const constants = new Set<string>();
  const own = metrics
    .filter(({ name }) => !known.has(name))
    .map((metric) => ({ metric, ...definitionCode(metric, constantOf(metric.name, constants)) }));
  const refused = own.flatMap((one) => ("refused" in one ? [{ metric: one.metric.name, reason: one.refused }] : []));
  const codes = own.flatMap((one) => ("code" in one ? [one.code] : []));
  const elsewhere = metrics.flatMap(({ name }) => {
    const found = known.get(name);
    return found === undefined ? [] : [found];
  });
  const blocks = [
    importsOf(codes.join("\n")),
    [...new Set(elsewhere.map(knownLine))].sort().join("\n"),
    ...codes,
    refused.map(({ metric, reason }) => `// ${metric} cannot be defined under its name: ${inComment(reason)}`).join("\n"),
  ];
  return { code: blocks.filter((block) => block !== "").join("\n\n"), defined: codes.length, known: elsewhere.length, refused };
}

const FUNCTIONS = ["DURATION_BUCKETS", "defineCounter", "defineGauge", "defineHistogram", "open"] as const;

function importsOf(code: string): string {
  const used = FUNCTIONS.filter((name) => new RegExp(`\\b${name}\\b[(,]`).test(code));
  return used.length === 0 ? "" : `import { ${used.join(", ")} } from "@platform/metrics/define";`;
}

function knownLine({ kind, exportName }: Known): string {
  return kind === "metric"
    ? `// Defined already: ${exportName} of @platform/metrics/define.`
    : `// Defined already: uses: [${exportName}()] of @platform/stack/define.`;
}

/** `http_requests_total` as `httpRequests`, once. */
function constantOf(name: string, taken: Set<string>): string {
  const words = name
    .replace(/_total$/, "")
    .split(/[^a-zA-Z0-9]+/)
    .filter((word) => word !== "");
  const camel = words.map((word, index) => (index === 0 ? word.toLowerCase() : word.charAt(0).toUpperCase() + word.slice(1))).join("");
  const base = /^[a-z]/.test(camel) && !RESERVED.includes(camel) ? camel : `metric${camel.charAt(0).toUpperCase()}${camel.slice(1)}`;
  let constant = base;
  for (let count = 2; taken.has(constant); count++) {
    constant = `${base}${count}`;
  }
  taken.add(constant);
  return constant;
}

/** Words that are no names, and names that the module imports. */
const RESERVED: readonly string[] = [
  ...[
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "export",
    "extends",
    "false",
    "finally",
  ],
  ...[
    "for",
    "function",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "interface",
    "let",
    "new",
    "null",
    "package",
    "private",
    "protected",
    "public",
  ],
  ...[
    "return",
    "static",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "var",
    "void",
    "while",
    "with",
    "yield",
    "await",
    "arguments",
    "eval",
  ],
  ...FUNCTIONS,
];
