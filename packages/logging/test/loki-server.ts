import type { IncomingMessage } from "node:http";
import type { ServerOptions } from "node:https";
import { gunzipSync } from "node:zlib";
import { type FaultyServer, startFaultyServer } from "./faulty-server.ts";

export interface ReceivedLine {
  readonly labels: Readonly<Record<string, string>>;
  readonly nanoseconds: bigint;
  readonly line: string;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface LokiServer extends FaultyServer {
  /** Lines in the order in which they were taken, without what Loki takes for the same line again. */
  readonly lines: readonly ReceivedLine[];
  /** Lines that came a second time. */
  readonly doubles: number;
  readonly requests: readonly IncomingMessage["headers"][];
}

export interface LokiLimits {
  /** Longest body after decompression. */
  readonly maxBodyBytes?: number;
  readonly maxLineBytes?: number;
  readonly maxStreams?: number;
  /** How far a line may be behind the newest of its stream: half of `max_chunk_age`. */
  readonly maxBehindSeconds?: number;
  /** What a 429 asks for. */
  readonly retryAfter?: string;
  /** Bytes per second, and what may come at once. */
  readonly rate?: { readonly bytesPerSecond: number; readonly burst: number };
  /** Serves https. */
  readonly tls?: ServerOptions;
  /** The only header `Authorization` that gets in; any when left out. */
  readonly authorization?: string;
}

const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/**
 * Takes pushes under the limits that Loki documents, with its status codes and texts. As in Loki, good lines of a push that is answered 400 are taken.
 *
 * @see https://grafana.com/docs/loki/latest/configure/#limits_config
 * @see https://grafana.com/docs/loki/latest/operations/request-validation-rate-limits/
 */
export async function startLoki(limits: LokiLimits = {}, port?: number): Promise<LokiServer> {
  const { maxBodyBytes = 4 * 1024 * 1024, maxLineBytes = 256 * 1024, maxStreams = 50, maxBehindSeconds = 3600, retryAfter } = limits;
  const lines: ReceivedLine[] = [];
  const seen = new Set<string>();
  const newest = new Map<string, bigint>();
  const requests: IncomingMessage["headers"][] = [];
  const state = { doubles: 0, tokens: limits.rate?.burst ?? 0, filledAt: Date.now() };
  const server = await startFaultyServer({
    ...(port === undefined ? {} : { port }),
    tls: limits.tls,
    replyTo(request, body, refusal) {
      requests.push(request.headers);
      const [status, text] = refusal === undefined ? take(body, request) : [refusal, "fault"];
      return { status, text, headers: status === 429 && retryAfter !== undefined ? { "retry-after": retryAfter } : {} };
    },
  });

  function take(raw: Buffer, { headers, url }: IncomingMessage): [number, string] {
    if (url !== "/loki/api/v1/push") {
      return [404, "404 page not found"];
    }
    if (limits.authorization !== undefined && headers.authorization !== limits.authorization) {
      return [401, "no credentials provided"];
    }
    const body = headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw;
    if (body.length > maxBodyBytes) {
      return [413, "http: request body too large"];
    }
    if (!withinRate(body.length)) {
      return [429, "ingestion rate limit exceeded for user fake"];
    }
    const { streams } = JSON.parse(body.toString()) as {
      readonly streams: readonly { readonly stream: Record<string, string>; readonly values: readonly [string, string, Record<string, string>?][] }[];
    };
    let problem: [number, string] | undefined;
    for (const { stream, values } of streams) {
      problem = takeStream(stream, values) ?? problem;
    }
    return problem ?? [204, ""];
  }

  function withinRate(bytes: number): boolean {
    if (limits.rate === undefined) {
      return true;
    }
    const now = Date.now();
    state.tokens = Math.min(limits.rate.burst, state.tokens + ((now - state.filledAt) / 1000) * limits.rate.bytesPerSecond);
    state.filledAt = now;
    if (bytes > state.tokens) {
      return false;
    }
    state.tokens -= bytes;
    return true;
  }

  function takeStream(labels: Record<string, string>, values: readonly [string, string, Record<string, string>?][]): [number, string] | undefined {
    const key = JSON.stringify(Object.entries(labels).sort());
    const wrong = Object.keys(labels).find((name) => !LABEL_NAME.test(name));
    if (wrong !== undefined || Object.keys(labels).length === 0) {
      return [400, `error parsing labels: invalid label name ${JSON.stringify(wrong)}`];
    }
    if (!newest.has(key) && newest.size >= maxStreams) {
      return [429, "Maximum active stream limit exceeded, reduce the number of active streams"];
    }
    let problem: [number, string] | undefined;
    for (const [time, line, metadata = {}] of values) {
      const nanoseconds = BigInt(time);
      const oldest = (newest.get(key) ?? 0n) - BigInt(maxBehindSeconds) * 1_000_000_000n;
      if (Buffer.byteLength(line) > maxLineBytes) {
        problem = [400, `Max entry size '${maxLineBytes}' bytes exceeded for stream '${key}'`];
      } else if (nanoseconds < oldest) {
        const at = (value: bigint) => new Date(Number(value / 1_000_000n)).toISOString();
        problem = [
          400,
          `entry with timestamp ${at(nanoseconds)} ignored, reason: 'entry too far behind, entry timestamp is: ${at(nanoseconds)}, oldest acceptable timestamp is: ${at(oldest)}',\nuser 'fake'`,
        ];
      } else {
        keep({ labels, nanoseconds, line, metadata }, key);
      }
    }
    return problem;
  }

  /** Two equal lines of one time in one stream are one. */
  function keep(received: ReceivedLine, key: string): void {
    const { nanoseconds, line } = received;
    const identity = `${key} ${nanoseconds} ${line}`;
    if (seen.has(identity)) {
      state.doubles += 1;
      return;
    }
    seen.add(identity);
    lines.push(received);
    const before = newest.get(key) ?? 0n;
    newest.set(key, nanoseconds > before ? nanoseconds : before);
  }

  return Object.defineProperty(Object.assign(server, { lines, requests, doubles: 0 }), "doubles", { get: () => state.doubles });
}
