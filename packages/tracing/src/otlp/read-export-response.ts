/** What a receiver says of a request that it took. */
export interface PartialSuccess {
  readonly rejected: number;
  readonly message: string;
}

const NOTHING: PartialSuccess = { rejected: 0, message: "" };

/** Reads an `ExportTraceServiceResponse`; one that cannot be read rejects nothing. */
export function readExportResponse(body: Buffer, contentType: string): PartialSuccess {
  try {
    return contentType.startsWith("application/json") ? readJson(body) : readProtobuf(body);
  } catch {
    // Neither of the two formats: the status alone counts.
    return NOTHING;
  }
}

function readJson(body: Buffer): PartialSuccess {
  const { partialSuccess } = JSON.parse(body.toString()) as {
    readonly partialSuccess?: { readonly rejectedSpans?: unknown; readonly errorMessage?: unknown };
  };
  return { rejected: countOf(Number(partialSuccess?.rejectedSpans ?? 0)), message: String(partialSuccess?.errorMessage ?? "") };
}

function countOf(value: number): number {
  return Number.isSafeInteger(value) && value > 0 ? value : 0;
}

function readProtobuf(body: Buffer): PartialSuccess {
  const partial = readFields(body).get(1);
  if (!Buffer.isBuffer(partial)) {
    return NOTHING;
  }
  const fields = readFields(partial);
  const rejected = fields.get(1);
  return { rejected: countOf(typeof rejected === "number" ? rejected : 0), message: String(fields.get(2) ?? "") };
}

/** The last value of each field: a number for a varint, bytes for what has a length. */
function readFields(bytes: Buffer): Map<number, number | Buffer> {
  const fields = new Map<number, number | Buffer>();
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; at < bytes.length; factor *= 128) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) {
        return value;
      }
    }
    throw new RangeError("A varint does not end.");
  };
  while (at < bytes.length) {
    const tag = varint();
    const field = Math.floor(tag / 8);
    switch (tag % 8) {
      case 0:
        fields.set(field, varint());
        break;
      case 2: {
        const length = varint();
        fields.set(field, bytes.subarray(at, at + length));
        at += length;
        break;
      }
      default:
        at += tag % 8 === 1 ? 8 : 4;
    }
  }
  return fields;
}
