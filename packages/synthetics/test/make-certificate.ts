import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

const CONFIGURATION = `[ca]
default_ca = authority
[authority]
database = index.txt
serial = serial
new_certs_dir = .
default_md = sha256
policy = policy
x509_extensions = extensions
[policy]
commonName = supplied
[extensions]
subjectAltName = SUBJECT
[req]
distinguished_name = name
[name]
`;

/**
 * Makes a certificate that signs itself, with the `openssl` of the system.
 *
 * @param options.subject - whom it is for, such as `DNS:localhost`
 * @param options.validUntil - its last second, as `YYYYMMDDhhmmssZ`
 */
export function makeCertificate({ subject, validUntil }: { readonly subject: string; readonly validUntil: string }): Certificate {
  const folder = mkdtempSync(join(tmpdir(), "certificate-"));
  const openssl = (...args: readonly string[]) => execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
  try {
    writeFileSync(join(folder, "ca.cnf"), CONFIGURATION.replace("SUBJECT", subject));
    writeFileSync(join(folder, "index.txt"), "");
    writeFileSync(join(folder, "serial"), "01\n");
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "key.pem"];
    openssl("req", "-new", ...key, "-out", "request.pem", "-subj", "/CN=test", "-config", "ca.cnf");
    const dates = ["-startdate", "20200101000000Z", "-enddate", validUntil];
    openssl("ca", "-batch", "-selfsign", "-notext", "-config", "ca.cnf", "-keyfile", "key.pem", "-in", "request.pem", "-out", "cert.pem", ...dates);
    return { key: readFileSync(join(folder, "key.pem"), "utf8"), cert: readFileSync(join(folder, "cert.pem"), "utf8") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
