import type { Socket } from "node:net";
import type { Turnstile } from "./turnstile.ts";
import { OPENING, readyForQuery, splitReadiness, takeMessage, type WireMessage, welcome, writeMessage } from "./wire-message.ts";

export interface Backend {
  /** Runs messages of the Postgres protocol and gives the answer's. */
  run(messages: Buffer): Promise<Buffer>;
}

export interface WireSessionOptions {
  readonly backend: Backend;
  /** Shared by all sessions: a transaction keeps the backend to itself. */
  readonly turnstile: Turnstile;
  /** What the server tells of itself when a connection opens. */
  readonly settings: Readonly<Record<string, string>>;
  /** A connection that keeps a transaction open for longer without a word is dropped. */
  readonly idleTransactionSeconds: number;
}

/** Ends a batch that the backend must answer: Query, Sync, Flush. */
const BATCH_END = ["Q", "S", "H"];

/** Serves one client until it leaves. Never rejects: whatever goes wrong ends the connection. */
export async function serveWireSession(socket: Socket, { backend, turnstile, settings, idleTransactionSeconds }: WireSessionOptions): Promise<void> {
  let release: (() => void) | undefined;
  let batch: Buffer[] = [];
  let timer: NodeJS.Timeout | undefined;

  const run = async (messages: Buffer) => {
    clearTimeout(timer);
    release ??= await turnstile.enter();
    const { rest, status } = splitReadiness(await backend.run(messages));
    if (status === "I") {
      release();
      release = undefined;
    } else {
      timer = setTimeout(() => socket.destroy(), idleTransactionSeconds * 1000);
    }
    return status === undefined ? rest : Buffer.concat([rest, readyForQuery(status)]);
  };

  try {
    for await (const message of messagesOf(socket, settings)) {
      batch.push(message.bytes);
      if (BATCH_END.includes(message.type)) {
        const messages = Buffer.concat(batch);
        batch = [];
        socket.write(await run(messages));
      }
    }
  } catch {
    socket.destroy();
  } finally {
    clearTimeout(timer);
    if (release !== undefined) {
      await backend.run(writeMessage("Q", Buffer.from("ROLLBACK\0"))).catch(() => {});
      release();
    }
    socket.end();
  }
}

/** Answers what opens a connection, then yields the messages after it, up to the client's farewell. */
async function* messagesOf(socket: Socket, settings: Readonly<Record<string, string>>): AsyncGenerator<WireMessage> {
  let buffer: Buffer = Buffer.alloc(0);
  let typed = false;
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    buffer = Buffer.concat([buffer, chunk]);
    for (let message = takeMessage(buffer, { typed }); message !== undefined; message = takeMessage(buffer, { typed })) {
      buffer = buffer.subarray(message.bytes.length);
      if (typed && message.type === "X") {
        return;
      }
      if (typed) {
        yield message;
        continue;
      }
      const code = message.bytes.readUInt32BE(4);
      if (code === OPENING.ssl || code === OPENING.gssapi) {
        socket.write("N");
      } else if (code === OPENING.startup) {
        typed = true;
        socket.write(welcome(settings));
      } else {
        return;
      }
    }
  }
}
