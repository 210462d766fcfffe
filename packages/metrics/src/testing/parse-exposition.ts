/** One line of a scrape. */
export interface ParsedSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** Unix time in the unit of the format: milliseconds in Prometheus text, seconds in OpenMetrics. */
  readonly timestamp?: number;
  readonly exemplar?: { readonly labels: Readonly<Record<string, string>>; readonly value: number; readonly timestamp?: number };
}

/** The lines of one metric. */
export interface ParsedFamily {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly unit: string;
  readonly samples: readonly ParsedSample[];
}

const DESCRIPTION = /^# (HELP|TYPE|UNIT) ([a-zA-Z_:][a-zA-Z0-9_:]*)(?: ([\s\S]*))?$/;
const NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\[\\"n])*)"(,?)/y;
/** prom-client writes "Nan", which Prometheus reads as well. */
const NUMBER = /[+-]?(?:Inf|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|Na[Nn]/y;

/** What a family's samples may have behind its name. */
const SUFFIXES = ["_bucket", "_sum", "_count", "_total", "_info", "_created", ""];

type Family = { name: string; help: string; type: string; unit: string; samples: ParsedSample[] };

/**
 * Reads a scrape, Prometheus text 0.0.4 or OpenMetrics 1.0, strictly: what Prometheus would refuse is refused.
 *
 * @throws SyntaxError naming the line
 */
export function parseExposition(text: string): ParsedFamily[] {
  const families = new Map<string, Family>();
  const family = (name: string): Family => {
    let found = families.get(name);
    if (found === undefined) {
      found = { name, help: "", type: "untyped", unit: "", samples: [] };
      families.set(name, found);
    }
    return found;
  };
  const lines = text.split("\n");
  if (lines.pop() !== "") {
    throw new SyntaxError("A scrape ends with a newline.");
  }
  const seen = new Set<string>();
  for (const [index, line] of lines.entries()) {
    const description = DESCRIPTION.exec(line);
    if (description !== null) {
      const [, kind = "", name = "", rest = ""] = description;
      family(name)[kind.toLowerCase() as "help" | "type" | "unit"] = kind === "HELP" ? unescaped(rest) : rest;
    } else if (line !== "" && !line.startsWith("#")) {
      const sample = parseSample(line, index + 1);
      const key = JSON.stringify([sample.name, Object.entries(sample.labels).sort()]);
      if (seen.has(key)) {
        throw new SyntaxError(`Line ${index + 1} repeats a series: ${line}`);
      }
      seen.add(key);
      const suffix = SUFFIXES.find((each) => sample.name.endsWith(each) && families.has(sample.name.slice(0, sample.name.length - each.length)));
      family(suffix === undefined ? sample.name : sample.name.slice(0, sample.name.length - suffix.length)).samples.push(sample);
    }
  }
  return [...families.values()];
}

function parseSample(line: string, number: number): ParsedSample {
  let at = 0;
  const read = (pattern: RegExp, what: string): RegExpExecArray => {
    pattern.lastIndex = at;
    const match = pattern.exec(line);
    if (match === null) {
      throw new SyntaxError(`Line ${number} has no ${what} at column ${at + 1}: ${line}`);
    }
    at = pattern.lastIndex;
    return match;
  };
  const skip = (text: string): boolean => {
    const there = line.startsWith(text, at);
    at += there ? text.length : 0;
    return there;
  };
  const readLabels = (): Record<string, string> => {
    const labels = new Map<string, string>();
    while (!skip("}")) {
      const [, name = "", value = "", comma] = read(LABEL, "label");
      if (labels.has(name)) {
        throw new SyntaxError(`Line ${number} has the label ${name} twice: ${line}`);
      }
      labels.set(name, unescaped(value));
      if (comma === "" && line[at] !== "}") {
        throw new SyntaxError(`Line ${number} has no comma at column ${at + 1}: ${line}`);
      }
    }
    return Object.fromEntries(labels);
  };
  const readValue = () => Number(read(NUMBER, "number")[0].replace("Inf", "Infinity"));
  const readTimestamp = () => (at < line.length && line[at] === " " && line[at + 1] !== "#" && skip(" ") ? { timestamp: readValue() } : {});

  const name = read(NAME, "name")[0];
  const labels = skip("{") ? readLabels() : {};
  skip(" ");
  const value = readValue();
  const timestamp = readTimestamp();
  if (!skip(" # {")) {
    read(/$/y, "end");
    return { name, labels, value, ...timestamp };
  }
  const exemplarLabels = readLabels();
  skip(" ");
  const exemplar = { labels: exemplarLabels, value: readValue(), ...readTimestamp() };
  read(/$/y, "end");
  return { name, labels, value, ...timestamp, exemplar };
}

function unescaped(text: string): string {
  return text.replaceAll(/\\([\\"n])/g, (_, character: string) => (character === "n" ? "\n" : character));
}
