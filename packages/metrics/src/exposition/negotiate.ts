import type { TextFormat } from "./format.ts";

/** Media ranges of an Accept header that name a format, with the parameters they must have. */
const FORMATS: readonly { readonly type: string; readonly version: string | undefined; readonly format: TextFormat }[] = [
  { type: "application/openmetrics-text", version: "1.0.0", format: "openmetrics" },
  { type: "application/openmetrics-text", version: undefined, format: "openmetrics" },
  { type: "text/plain", version: "0.0.4", format: "text" },
  { type: "text/plain", version: undefined, format: "text" },
];

/**
 * The format that a scraper likes best; text, which anything reads, when it names none that we have.
 *
 * @see https://prometheus.io/docs/instrumenting/content_negotiation/
 */
export function negotiateFormat(accept: string | undefined): TextFormat {
  let best: { format: TextFormat; quality: number } = { format: "text", quality: 0 };
  for (const range of (accept ?? "").slice(0, 4096).split(",")) {
    const [type = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
    const parameter = (name: string) => parameters.find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1);
    const quality = Number(parameter("q") ?? 1);
    const format = FORMATS.find((each) => each.type === type && each.version === parameter("version"))?.format;
    if (format !== undefined && quality > best.quality) {
      best = { format, quality };
    }
  }
  return best.format;
}

/** Whether a client takes gzip: https://www.rfc-editor.org/rfc/rfc9110#field.accept-encoding */
export function acceptsGzip(acceptEncoding: string | undefined): boolean {
  return (acceptEncoding ?? "").split(",").some((coding) => /^\s*(gzip|\*)\s*(;\s*q=(?!0(\.0*)?\s*$).*)?$/i.test(coding));
}
