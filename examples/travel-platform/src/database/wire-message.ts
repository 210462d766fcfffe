/**
 * Framing of the Postgres protocol, as far as a server in front of one backend needs it.
 *
 * @see https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
export interface WireMessage {
  /** First byte as a letter; empty for the untyped messages that open a connection. */
  readonly type: string;
  /** The whole message, type and length included. */
  readonly bytes: Buffer;
}

/** State of a session after a statement: idle, in a transaction, or in one that has failed. */
export type TransactionStatus = "I" | "T" | "E";

/** Codes in the place of a protocol version. */
export const OPENING = { cancel: 80_877_102, ssl: 80_877_103, gssapi: 80_877_104, startup: 196_608 } as const;

/** Longer messages are no honest queries of this platform. */
const MAX_LENGTH = 16 * 1024 * 1024;

/**
 * Takes the first message off a buffer.
 *
 * @returns undefined while the message is incomplete
 * @throws RangeError for a length that no message has
 */
export function takeMessage(buffer: Buffer, { typed }: { readonly typed: boolean }): WireMessage | undefined {
  const start = typed ? 1 : 0;
  if (buffer.length < start + 4) {
    return undefined;
  }
  const length = buffer.readUInt32BE(start);
  if (length < 4 || length > MAX_LENGTH) {
    throw new RangeError(`A message of the Postgres protocol has 4 to ${MAX_LENGTH} bytes, got ${length}.`);
  }
  const end = start + length;
  return buffer.length < end ? undefined : { type: typed ? String.fromCharCode(buffer[0] as number) : "", bytes: buffer.subarray(0, end) };
}

/**
 * Takes the ReadyForQuery messages out of an answer: the embedded backend repeats them after an error, but a client counts one for
 * each statement.
 *
 * @returns the rest, and the last status; no status if there was none
 */
export function splitReadiness(answer: Buffer): { readonly rest: Buffer; readonly status: TransactionStatus | undefined } {
  const parts: Buffer[] = [];
  let status: TransactionStatus | undefined;
  for (let left = answer; left.length > 0; ) {
    const message = takeMessage(left, { typed: true });
    if (message === undefined) {
      throw new RangeError("The backend answered with part of a message.");
    }
    if (message.type === "Z") {
      status = String.fromCharCode(message.bytes[5] as number) as TransactionStatus;
    } else {
      parts.push(message.bytes);
    }
    left = left.subarray(message.bytes.length);
  }
  return { rest: Buffer.concat(parts), status };
}

export function writeMessage(type: string, body: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(5);
  head.write(type, "latin1");
  head.writeUInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

export const readyForQuery = (status: TransactionStatus): Buffer => writeMessage("Z", Buffer.from(status));

/** What a server says once it has accepted a connection: no password, its settings, and that it is ready. */
export function welcome(settings: Readonly<Record<string, string>>): Buffer {
  const parameters = Object.entries(settings).map(([name, value]) => writeMessage("S", Buffer.from(`${name}\0${value}\0`)));
  return Buffer.concat([writeMessage("R", Buffer.alloc(4)), ...parameters, writeMessage("K", Buffer.alloc(8)), readyForQuery("I")]);
}
