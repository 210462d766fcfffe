import { colorAt, colorByName, colorOf, type ThemeName, textColor } from "./colors.ts";
import type { DataLinkJson, FieldCustomJson, FieldJson, MappingJson, MappingResult, PanelJson, ThresholdStep } from "./dashboard-json.ts";
import { formatValue } from "./format-value.ts";

/** A field as its panel shows it: the defaults with every override that meets its name. */
export type Field = FieldJson & { readonly custom: FieldCustomJson };

/** What stands for a value: its text, and the colour it has there. */
export interface Shown {
  readonly text: string;
  readonly color: string;
}

/** @param column - name of the series or of the column */
export function fieldOf({ fieldConfig }: PanelJson, column: string, refId = ""): Field {
  const defaults = fieldConfig?.defaults ?? {};
  const properties = (fieldConfig?.overrides ?? [])
    .filter(({ matcher: { id, options } }) => {
      const wanted = String(options);
      return (id === "byName" && wanted === column) || (id === "byRegexp" && matches(wanted, column)) || (id === "byFrameRefID" && wanted === refId);
    })
    .flatMap((override) => override.properties);
  const own = Object.fromEntries(properties.filter(({ id }) => !id.startsWith("custom.")).map(({ id, value }) => [id, value])) as FieldJson;
  const custom = Object.fromEntries(
    properties.filter(({ id }) => id.startsWith("custom.")).map(({ id, value }) => [id.slice("custom.".length), value]),
  );
  return { ...defaults, ...own, custom: { ...defaults.custom, ...custom } };
}

/** `/^EUR( |$)/i`, or the pattern itself. A pattern that is none matches nothing. */
function matches(pattern: string, text: string): boolean {
  const [, source = pattern, flags = ""] = /^\/(.*)\/([gimsuy]*)$/s.exec(pattern) ?? [];
  try {
    return new RegExp(source, flags).test(text);
  } catch {
    return false;
  }
}

export function showValue(value: number | string | null, field: Field, theme: ThemeName): Shown {
  const mapping = mappingOf(value, field.mappings ?? []);
  const numeric = typeof value === "number" ? value : null;
  const color = mapping?.color === undefined ? valueColor(numeric, field, theme) : colorOf(mapping.color, theme);
  return { text: mapping?.text ?? textOf(value, field), color };
}

function textOf(value: number | string | null, { noValue, unit, decimals }: Field): string {
  if (value === null || value === "" || (typeof value === "number" && Number.isNaN(value))) {
    return noValue ?? (typeof value === "number" ? "NaN" : "");
  }
  return typeof value === "string" ? value : formatValue(value, unit, decimals);
}

function mappingOf(value: number | string | null, mappings: readonly MappingJson[]): MappingResult | undefined {
  const missing = value === null || (typeof value === "number" && Number.isNaN(value));
  for (const mapping of mappings) {
    if (mapping.type === "value" && mapping.options[String(value)] !== undefined) {
      return mapping.options[String(value)];
    }
    if (
      mapping.type === "range" &&
      typeof value === "number" &&
      value >= (mapping.options.from ?? -Infinity) &&
      value <= (mapping.options.to ?? Infinity)
    ) {
      return mapping.options.result;
    }
    if (mapping.type === "special" && ((missing && /null|nan/.test(mapping.options.match)) || (value === "" && mapping.options.match === "empty"))) {
      return mapping.options.result;
    }
    if (mapping.type === "regex" && typeof value === "string" && matches(mapping.options.pattern, value)) {
      return mapping.options.result;
    }
  }
  return undefined;
}

function valueColor(value: number | null, { color, thresholds }: Field, theme: ThemeName): string {
  return color?.mode === "fixed" ? colorOf(color.fixedColor ?? "text", theme) : colorOf(thresholdAt(value, thresholds?.steps ?? []).color, theme);
}

/** The step that a value has reached. */
export function thresholdAt(value: number | null, steps: readonly ThresholdStep[]): ThresholdStep {
  const reached = steps.filter((step) => step.value === null || (value !== null && value >= step.value));
  return reached.at(-1) ?? { value: null, color: "text" };
}

/** The colour of a whole series. */
export function seriesColor(name: string, index: number, { color, thresholds }: Field, last: number | null, theme: ThemeName): string {
  switch (color?.mode) {
    case "fixed":
      return colorOf(color.fixedColor ?? "text", theme);
    case "palette-classic-by-name":
      return colorByName(name, theme);
    case "thresholds":
      return colorOf(thresholdAt(last, thresholds?.steps ?? []).color, theme);
    case "palette-classic":
      return colorAt(index, theme);
    default:
      return textColor[theme];
  }
}

/** Where a click on a value leads: the links of its field, with labels and times filled in. */
export interface LinkScope {
  readonly labels: Readonly<Record<string, string>>;
  /** Of the row, by the column's name. */
  readonly cells: Readonly<Record<string, string>>;
  /** `from=now-1h&to=now` */
  readonly urlTimeRange: string;
}

export function fillLink({ title, url, targetBlank }: DataLinkJson, { labels, cells, urlTimeRange }: LinkScope): DataLinkJson {
  const filled = url
    .replaceAll(/\$\{__field\.labels(?:\.(\w+)|\["([^"]+)"\])(?::percentencode)?\}/g, (_, plain?: string, quoted?: string) =>
      encodeURIComponent(labels[plain ?? quoted ?? ""] ?? ""),
    )
    .replaceAll(/\$\{__data\.fields(?:\.(\w+)|\["((?:[^"\\]|\\.)+)"\])(?::percentencode)?\}/g, (_, plain?: string, quoted?: string) =>
      encodeURIComponent(cells[plain ?? (JSON.parse(`"${quoted ?? ""}"`) as string)] ?? ""),
    )
    .replaceAll(/\$\{?__url_time_range\}?/g, urlTimeRange);
  return { title, url: filled, ...(targetBlank !== undefined && { targetBlank }) };
}

/** An address that a link of this page may lead to; anything but http(s) and paths of this page is none. */
export function safeUrl(url: string): string | undefined {
  return /^https?:\/\//i.test(url) || /^\/(?![/\\])/.test(url) ? url : undefined;
}
