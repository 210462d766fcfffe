import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** Makes certificates of an authority of its own, as a company has one. */
export interface Authority {
  readonly certificateFile: string;
  /** Writes `tls-certificate`, `tls-key` and `tls-authority` into a folder. */
  issue(folder: string, options?: { readonly names?: string; readonly days?: number }): void;
}

export function createAuthority(folder: string, name: string): Authority {
  const file = (ending: string) => join(folder, `${name}.${ending}`);
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  openssl("req", "-x509", ...key, "-days", "60", "-subj", `/CN=${name}`, "-keyout", file("key"), "-out", file("crt"));
  return {
    certificateFile: file("crt"),
    issue: (target, { names = "DNS:localhost", days = 2 } = {}) => {
      openssl("req", ...key, "-subj", "/CN=monitoring", "-keyout", join(target, "tls-key"), "-out", file("csr"));
      writeFileSync(file("ext"), names === "" ? "" : `subjectAltName=${names}\n`);
      const issuer = ["-CA", file("crt"), "-CAkey", file("key"), "-CAcreateserial", "-days", String(days), "-extfile", file("ext")];
      openssl("x509", "-req", "-in", file("csr"), ...issuer, "-out", join(target, "tls-certificate"));
      execFileSync("cp", [file("crt"), join(target, "tls-authority")]);
    },
  };
}

function openssl(...args: readonly string[]): void {
  execFileSync("openssl", args, { stdio: "pipe" });
}
