import type { IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { gunzip, inflate } from "node:zlib";
import { PageError } from "../server/page-error.ts";

/** As it comes over the wire, and after it is unpacked. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;
export const MAX_UNPACKED_BYTES = 16 * 1024 * 1024;

const unpack = { gzip: promisify(gunzip), deflate: promisify(inflate) } as const;

/**
 * The body of a push, unpacked; both sizes are bounded while they grow, so that no archive bomb gets far.
 *
 * @throws PageError `body_too_large`, `encoding_unknown`, `body_invalid`
 */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const encoding = request.headers["content-encoding"] ?? "identity";
  if (encoding !== "identity" && encoding !== "gzip" && encoding !== "deflate") {
    throw new PageError(415, "encoding_unknown", `Content-Encoding ${JSON.stringify(encoding)} is not gzip, deflate or identity.`);
  }
  const raw = await readRaw(request);
  if (encoding === "identity") {
    return raw;
  }
  try {
    return await unpack[encoding](raw, { maxOutputLength: MAX_UNPACKED_BYTES });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw code === "ERR_BUFFER_TOO_LARGE"
      ? new PageError(413, "body_too_large", `The body unpacks to more than ${MAX_UNPACKED_BYTES} bytes.`, { cause })
      : new PageError(400, "body_invalid", `The body is not ${encoding}: ${message}.`, { cause });
  }
}

async function readRaw(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers["content-length"] ?? 0) > MAX_BODY_BYTES) {
    throw tooLarge();
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) {
      throw tooLarge();
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(): PageError {
  return new PageError(413, "body_too_large", `The body is larger than ${MAX_BODY_BYTES} bytes.`);
}
