import { type ExpressionUnit, templateText } from "@platform/promql";

/** `0.05` as `5 %`, `2` seconds as `2 s`, `7200` as `2 h`: a limit as people say it. */
export function limitText(limit: number, { unit, perSecond }: ExpressionUnit): string {
  const amount = amountText(limit, unit);
  return perSecond ? `${amount} per second` : amount;
}

/** A template of Prometheus that writes the value as people say it. */
export function valueTemplate({ unit, perSecond }: ExpressionUnit): string {
  const text =
    unit === "ratio"
      ? "{{ $value | humanizePercentage }}"
      : unit === "seconds"
        ? "{{ $value | humanizeDuration }}"
        : unit === "bytes"
          ? "{{ $value | humanize1024 }}B"
          : "{{ $value | humanize }}";
  return perSecond ? `${text} per second` : text;
}

/** Text with its placeholders filled in, in one pass: a title may look like one. What comes from a definition is text, not a template. */
export function fillIn(text: string, values: { readonly title: string; readonly limit?: string; readonly value?: string }): string {
  const texts = { ...values, title: templateText(values.title) };
  return text.replaceAll(/\{(title|limit|value)\}/g, (placeholder, name: keyof typeof texts) => texts[name] ?? placeholder);
}

function amountText(limit: number, unit: ExpressionUnit["unit"]): string {
  switch (unit) {
    case "ratio":
      return `${rounded(limit * 100)} %`;
    case "seconds":
      return durationText(limit);
    case "bytes":
      return bytesText(limit);
    default:
      return rounded(limit).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  }
}

function durationText(seconds: number): string {
  const [name, size] = (
    [
      ["days", 86_400],
      ["hours", 3600],
      ["minutes", 60],
    ] as const
  ).find(([, length]) => seconds >= 2 * length && seconds % length === 0) ?? ["s", 1];
  return seconds !== 0 && Math.abs(seconds) < 1 ? `${rounded(seconds * 1000)} ms` : `${rounded(seconds / size)} ${name}`;
}

function bytesText(bytes: number): string {
  const power = bytes < 1024 ? 0 : Math.min(4, Math.floor(Math.log2(bytes) / 10));
  return `${rounded(bytes / 1024 ** power)} ${["B", "KiB", "MiB", "GiB", "TiB"][power]}`;
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(4)));
}
