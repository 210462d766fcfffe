import { X509Certificate } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { readSecret } from "../backup/secret.ts";
import { EnvironmentError } from "../environment-error.ts";
import { tryHandshake } from "./try-handshake.ts";

/** How Prometheus and Alertmanager are guarded on this machine: files of secrets, by their absolute paths. JSON-safe. */
export interface WebSettings {
  /** Of the user `platform`. */
  readonly passwordFile: string;
  /** Without it they speak plain HTTP. */
  readonly tls?: WebTls;
}

export interface WebTls {
  readonly certificateFile: string;
  readonly keyFile: string;
  /** Who vouches for the certificate; without it, those whom the system trusts. */
  readonly authorityFile?: string;
  /** Name in the certificate by which they are asked; without it, it names 127.0.0.1. */
  readonly serverName?: string;
}

/** The one user that there is. */
export const WEB_USER = "platform";

/** What bcrypt reads of a password. */
const MOST_BYTES = 72;

/**
 * Looks at the files `web-password` and, for TLS, `tls-certificate`, `tls-key` and, where another authority than those of the system vouches,
 * `tls-authority` of a folder. A certificate that vouches for itself needs none.
 *
 * @throws EnvironmentError `secret_unreadable`, `secret_weak`, `secret_too_long`, `certificate_refused`
 */
export async function webSettingsIn(folder: string, { tls = false }: { readonly tls?: boolean } = {}): Promise<WebSettings> {
  const file = (name: string) => resolve(join(folder, name));
  const passwordFile = file("web-password");
  await readWebPassword(passwordFile);
  return { passwordFile, ...(tls && { tls: await tlsFrom(file) }) };
}

/**
 * Looks at the files by which programs are guarded, so that none is stopped that could not start again.
 *
 * @throws EnvironmentError `secret_unreadable`, `secret_weak`, `secret_too_long`
 */
export async function requireWeb(programs: readonly { readonly web?: WebSettings }[]): Promise<void> {
  const web = programs.find((program) => program.web !== undefined)?.web;
  if (web !== undefined) {
    await readWebPassword(web.passwordFile);
    await Promise.all(web.tls === undefined ? [] : [web.tls.certificateFile, web.tls.keyFile].map(readTls));
  }
}

/** @throws EnvironmentError `secret_unreadable`, `secret_weak`, `secret_too_long` */
export async function readWebPassword(file: string): Promise<string> {
  const password = await readSecret(file, "password of Prometheus and Alertmanager");
  if (Buffer.byteLength(password) > MOST_BYTES) {
    throw new EnvironmentError(
      "secret_too_long",
      `The password in ${file} has ${Buffer.byteLength(password)} bytes; bcrypt reads ${MOST_BYTES}.`,
      `Make another: umask 077 && head -c 24 /dev/urandom | base64 > ${file}`,
    );
  }
  return password;
}

async function tlsFrom(file: (name: string) => string): Promise<WebTls> {
  const [certificateFile, keyFile, authorityFile] = [file("tls-certificate"), file("tls-key"), file("tls-authority")];
  const certificate = readCertificate(certificateFile, await readTls(certificateFile));
  await readTls(keyFile);
  if (((await stat(keyFile)).mode & 0o007) !== 0) {
    throw new EnvironmentError("secret_unreadable", `The key in ${keyFile} can be read by every user of this machine.`, `Run: chmod 600 ${keyFile}`);
  }
  const isOwnAuthority = certificate.checkIssued(certificate);
  const hasAuthority = (await stat(authorityFile).catch(() => undefined)) !== undefined;
  const voucher = hasAuthority ? authorityFile : isOwnAuthority ? certificateFile : undefined;
  const serverName = nameIn(certificate, certificateFile);
  const tls = { certificateFile, keyFile, ...(voucher && { authorityFile: voucher }), ...(serverName !== undefined && { serverName }) };
  await tryHandshake(tls);
  return tls;
}

async function readTls(file: string): Promise<Buffer> {
  return readFile(file).catch((cause: unknown) => {
    throw new EnvironmentError("secret_unreadable", `TLS needs ${file}, which cannot be read.`, "Put the file there, or protect by password alone.", {
      cause,
    });
  });
}

function readCertificate(file: string, content: Buffer): X509Certificate {
  try {
    return new X509Certificate(content);
  } catch (cause) {
    throw new EnvironmentError("certificate_refused", `${file} holds no certificate in PEM.`, "Put the certificate there, its own first.", { cause });
  }
}

/** A name that the certificate is for; undefined for one that is for this machine's own address. */
function nameIn({ subjectAltName = "" }: X509Certificate, file: string): string | undefined {
  const names = subjectAltName.split(", ");
  if (names.includes("IP Address:127.0.0.1")) {
    return undefined;
  }
  const name = names.find((one) => one.startsWith("DNS:"))?.slice("DNS:".length);
  if (name === undefined) {
    throw new EnvironmentError(
      "certificate_refused",
      `The certificate in ${file} is for no name (subjectAltName).`,
      "Have one made for the name of this machine.",
    );
  }
  return name.replace(/^\*\./, "prometheus.");
}
