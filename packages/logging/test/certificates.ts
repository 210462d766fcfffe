import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { newFolder } from "./new-folder.ts";

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface Certificates {
  /** Certificate of the authority that has signed the others. */
  readonly ca: string;
  /** For 127.0.0.1. */
  readonly server: Certificate;
  readonly client: Certificate;
}

/** Makes an authority and what it signs, by openssl; valid for a day and known to nobody else. */
export function makeCertificates(): Certificates {
  const folder = newFolder();
  const make = (name: string, options: readonly string[]): Certificate => {
    const [cert, key] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
    const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1", "-subj", `/CN=${name}`];
    execFileSync("openssl", ["req", "-x509", ...kind, "-keyout", key, "-out", cert, ...options], { stdio: "ignore" });
    return { cert: readFileSync(cert, "utf8"), key: readFileSync(key, "utf8") };
  };
  const authority = make("authority", []);
  const signed = ["-CA", join(folder, "authority.pem"), "-CAkey", join(folder, "authority.key")];
  const server = make("server", [...signed, "-addext", "subjectAltName=IP:127.0.0.1", "-addext", "basicConstraints=critical,CA:FALSE"]);
  const client = make("client", [...signed, "-addext", "basicConstraints=critical,CA:FALSE"]);
  return { ca: authority.cert, server, client };
}
