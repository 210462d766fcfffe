import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net";
import type { Certificate } from "../../synthetics/test/make-certificate.ts";

/** Servers of this machine that behave well or badly, as the web does. */
export interface LocalTargets extends AsyncDisposable {
  http(answer: RequestListener): Promise<string>;
  https(certificate: Certificate): Promise<string>;
  /** A port that takes connections. */
  tcp(): Promise<string>;
  /** A name server that knows one name, and its one address. */
  dns(name: string, address: string): Promise<string>;
}

export function createLocalTargets(): LocalTargets {
  const ends: (() => Promise<unknown> | unknown)[] = [];
  const listen = async (server: Server & { closeAllConnections?(): void }) => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    ends.push(() => {
      server.closeAllConnections?.();
      return new Promise((resolve) => server.close(resolve));
    });
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  return {
    http: async (answer) => `http://${await listen(createServer(answer))}`,
    https: async (certificate) => `https://${await listen(createSecureServer(certificate, (_request, response) => void response.end("well")))}`,
    tcp: () => listen(createTcpServer((socket) => void socket.on("error", () => {}).end())),
    async dns(name, address) {
      const socket = createSocket("udp4");
      socket.on("message", (query, from) => socket.send(answerOf(query, name, address), from.port, from.address));
      socket.bind(0, "127.0.0.1");
      await once(socket, "listening");
      ends.push(() => new Promise<void>((resolve) => socket.close(resolve)));
      return `127.0.0.1:${socket.address().port}`;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(ends.map((end) => end()));
    },
  };
}

/** One question, and its answer or NXDOMAIN: https://www.rfc-editor.org/rfc/rfc1035#section-4 */
function answerOf(query: Buffer, name: string, address: string): Buffer {
  const end = query.indexOf(0, 12) + 5;
  const asked = readName(query);
  const isKnown = asked === name;
  const header = Buffer.from(query.subarray(0, 12));
  header.writeUInt16BE(isKnown ? 0x8180 : 0x8183, 2);
  header.writeUInt16BE(isKnown ? 1 : 0, 6);
  header.writeUInt16BE(0, 8);
  header.writeUInt16BE(0, 10);
  const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address.split(".").map(Number)]);
  return Buffer.concat([header, query.subarray(12, end), ...(isKnown ? [record] : [])]);
}

function readName(query: Buffer): string {
  const labels: string[] = [];
  for (let at = 12; ; ) {
    const length = query[at] ?? 0;
    if (length === 0) {
      return labels.join(".");
    }
    labels.push(query.subarray(at + 1, at + 1 + length).toString("latin1"));
    at += length + 1;
  }
}
