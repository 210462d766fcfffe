import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";
import { readExportResponse } from "../otlp/read-export-response.ts";
import type { Poster } from "./post.ts";

/** What became of a batch; a `retry` may be sent again, after so many seconds if the receiver said when. */
export type Outcome =
  | { readonly kind: "sent"; readonly rejected: number; readonly message: string }
  | { readonly kind: "refused"; readonly message: string }
  | { readonly kind: "retry"; readonly afterSeconds: number | undefined; readonly message: string };

/** @see https://opentelemetry.io/docs/specs/otlp/#retryable-response-codes */
const RETRYABLE: readonly number[] = [429, 502, 503, 504];

/** A receiver that names a longer time is asked again after this one. */
const LONGEST_PAUSE = 60;

export interface BatchSenderOptions {
  readonly poster: Poster;
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly compression: "none" | "gzip";
  readonly timeoutSeconds: number;
  /** Runs a request where it is not traced itself. */
  readonly untraced: <T>(fn: () => T) => T;
}

/** Sends the body of a batch once. Does not reject. */
export type SendBatch = (body: Uint8Array, signal: AbortSignal) => Promise<Outcome>;

const compress = promisify(gzip);

export function createBatchSender({ poster: { post }, contentType, headers, compression, timeoutSeconds, untraced }: BatchSenderOptions): SendBatch {
  const all = { ...headers, "content-type": contentType, ...(compression === "gzip" && { "content-encoding": "gzip" }) };
  return async (body, signal) => {
    try {
      const bytes = compression === "gzip" ? await compress(body, { level: constants.Z_BEST_SPEED }) : body;
      const { status, contentType: answered, retryAfter, body: answer } = await untraced(() => post(bytes, { headers: all, timeoutSeconds, signal }));
      if (status >= 200 && status < 300) {
        return { kind: "sent", ...readExportResponse(answer, answered) };
      }
      const message = `HTTP ${status}`;
      return RETRYABLE.includes(status) ? { kind: "retry", afterSeconds: readRetryAfter(retryAfter), message } : { kind: "refused", message };
    } catch (error) {
      return { kind: "retry", afterSeconds: undefined, message: messageOf(error) };
    }
  };
}

/** Seconds, or the date of HTTP; undefined for neither. */
export function readRetryAfter(header: string | undefined, now = Date.now()): number | undefined {
  if (header === undefined) {
    return undefined;
  }
  const seconds = /^\d{1,9}$/.test(header) ? Number(header) : (Date.parse(header) - now) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(seconds, 0), LONGEST_PAUSE);
}

function messageOf(error: unknown): string {
  const { code, message } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  return code ?? message ?? String(error);
}
