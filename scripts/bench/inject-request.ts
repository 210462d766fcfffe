import { createServer, IncomingMessage, type RequestListener, type Server, ServerResponse } from "node:http";
import { Duplex } from "node:stream";

/**
 * A function that sends one GET through a server without a network and resolves when the response is finished: the way to see differences of a
 * microsecond per request, which a load generator cannot resolve. The response closes when it has finished, as after a real request.
 */
export function injectRequest(listener: RequestListener, path: string): () => Promise<void> {
  const server = createServer(listener);
  return () =>
    new Promise((finished) => {
      const socket = silentSocket(server);
      const request = new IncomingMessage(socket);
      Object.assign(request, { method: "GET", url: path, httpVersion: "1.1", httpVersionMajor: 1, httpVersionMinor: 1 });
      request.headers.host = "127.0.0.1";
      request.push(null);
      const response = new ServerResponse(request);
      response.assignSocket(socket);
      response.on("finish", () => {
        response.detachSocket(socket);
        response.emit("close");
        finished();
      });
      server.emit("request", request, response);
    });
}

/** Swallows what is written, like a socket whose peer reads at once. */
function silentSocket(server: Server): never {
  const socket = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
  return Object.assign(socket, { remoteAddress: "127.0.0.1", server }) as never;
}
