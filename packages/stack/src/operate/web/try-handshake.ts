import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { connect, createServer, type TlsOptions } from "node:tls";
import { EnvironmentError } from "../environment-error.ts";
import type { WebTls } from "./web-settings.ts";

/**
 * Serves and asks once with these files, as the programs will: key, name, time and who vouches must all fit.
 *
 * @throws EnvironmentError `certificate_refused`
 */
export async function tryHandshake({ certificateFile, keyFile, authorityFile, serverName }: WebTls): Promise<void> {
  const [cert, key, ca] = await Promise.all(
    [certificateFile, keyFile, authorityFile].map((file) => (file === undefined ? undefined : readFile(file))),
  );
  const refused = (cause: unknown) =>
    new EnvironmentError(
      "certificate_refused",
      `The certificate in ${certificateFile} is refused${serverName === undefined ? "" : ` for ${serverName}`}: ${(cause as Error).message}.`,
      "Nothing was changed. It must fit its key, be in force, and be vouched for by tls-authority or whom the system trusts.",
      { cause },
    );
  const server = await serverWith({ ...(cert && { cert }), ...(key && { key }) }).catch((cause: unknown) => {
    throw refused(cause);
  });
  try {
    await greet((server.address() as AddressInfo).port, { ...(ca && { ca }), ...(serverName !== undefined && { servername: serverName }) });
  } catch (cause) {
    throw refused(cause);
  } finally {
    server.close();
  }
}

async function serverWith(options: TlsOptions) {
  const server = createServer(options, (socket) => socket.on("error", () => {}).end());
  server.on("tlsClientError", () => {}); // The one who asked says why.
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return server;
}

function greet(port: number, options: { readonly ca?: Buffer; readonly servername?: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port, ...options }, () => {
      socket.end();
      resolve();
    });
    socket.once("error", reject);
  });
}
