import type { ExpositionFormat } from "./format.ts";

interface MediaType {
  readonly type: string;
  /** Those that it must have; others, such as `escaping` or `charset`, do not matter. */
  readonly parameters: Readonly<Record<string, string | undefined>>;
  readonly format: ExpositionFormat;
}

/** What an Accept header calls the formats, in lower case. */
const MEDIA_TYPES: readonly MediaType[] = [
  {
    type: "application/vnd.google.protobuf",
    parameters: { proto: "io.prometheus.client.metricfamily", encoding: "delimited" },
    format: "protobuf",
  },
  { type: "application/openmetrics-text", parameters: { version: "1.0.0" }, format: "openmetrics" },
  { type: "application/openmetrics-text", parameters: { version: undefined }, format: "openmetrics" },
  { type: "text/plain", parameters: { version: "0.0.4" }, format: "text" },
  { type: "text/plain", parameters: { version: undefined }, format: "text" },
];

/**
 * The format that a scraper likes best; text, which anything reads, when it names none that we have.
 *
 * @see https://prometheus.io/docs/instrumenting/content_negotiation/
 */
export function negotiateFormat(accept: string | undefined): ExpositionFormat {
  let best: { format: ExpositionFormat; quality: number } = { format: "text", quality: 0 };
  for (const range of (accept ?? "").slice(0, 4096).split(",")) {
    const [type = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
    const parameter = (name: string) => parameters.find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1);
    const quality = Number(parameter("q") ?? 1);
    const found = MEDIA_TYPES.find(
      (media) => media.type === type && Object.entries(media.parameters).every(([name, value]) => parameter(name) === value),
    );
    if (found !== undefined && quality > best.quality) {
      best = { format: found.format, quality };
    }
  }
  return best.format;
}

/** Whether a client takes gzip: https://www.rfc-editor.org/rfc/rfc9110#field.accept-encoding */
export function acceptsGzip(acceptEncoding: string | undefined): boolean {
  return (acceptEncoding ?? "").split(",").some((coding) => /^\s*(gzip|\*)\s*(;\s*q=(?!0(\.0*)?\s*$).*)?$/i.test(coding));
}
