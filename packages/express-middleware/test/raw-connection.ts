import { once } from "node:events";
import { connect, type Socket } from "node:net";

export interface RawConnection {
  readonly socket: Socket;
  send(text: string): void;
  /** All that came until a text was in it; fails when the peer closes before. */
  until(text: string): Promise<string>;
  /** Closes without saying anything, as a client does that has gone. */
  drop(): Promise<void>;
}

/** A client that sends exactly the bytes it is told to. */
export async function connectRaw(port: number): Promise<RawConnection> {
  const socket = connect(port, "127.0.0.1");
  let received = "";
  socket.setEncoding("latin1");
  socket.on("error", () => {});
  socket.on("data", (chunk) => {
    received += chunk;
  });
  await once(socket, "connect");
  return {
    socket,
    send: (text) => void socket.write(text, "latin1"),
    async until(text) {
      while (!received.includes(text)) {
        if (socket.destroyed || socket.readableEnded) {
          throw new Error(`The connection closed before ${JSON.stringify(text)} came, after ${JSON.stringify(received.slice(-500))}.`);
        }
        await Promise.race([once(socket, "data"), once(socket, "close"), once(socket, "end")]);
      }
      return received;
    },
    async drop() {
      socket.destroy();
      if (!socket.closed) {
        await once(socket, "close");
      }
    },
  };
}
