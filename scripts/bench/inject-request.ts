import { IncomingMessage, type RequestListener, ServerResponse } from "node:http";
import { Duplex } from "node:stream";

/**
 * A function that sends one GET through a listener without a network and resolves when the response is finished: the way to see differences of a
 * microsecond per request, which a load generator cannot resolve. For the sides of a `micro` case.
 */
export function injectRequest(listener: RequestListener, path: string): () => Promise<void> {
  return () =>
    new Promise((finished) => {
      const socket = silentSocket();
      const request = new IncomingMessage(socket);
      Object.assign(request, { method: "GET", url: path, httpVersion: "1.1", httpVersionMajor: 1, httpVersionMinor: 1 });
      request.headers.host = "127.0.0.1";
      request.push(null);
      const response = new ServerResponse(request);
      response.assignSocket(socket);
      response.on("finish", () => {
        response.detachSocket(socket);
        finished();
      });
      listener(request, response);
    });
}

/** Swallows what is written, like a socket whose peer reads at once. */
function silentSocket(): never {
  const socket = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
  return Object.assign(socket, { remoteAddress: "127.0.0.1" }) as never;
}
