import { access, constants, readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { isWeakSecret } from "../backup/secret.ts";
import { EnvironmentError } from "../environment-error.ts";
import type { ComposeModel } from "./compose-project.ts";

/** Chosen by us, and therefore to be guessed; a token is made by whoever asks for it. */
const CHOSEN = /-(password|secret)$/;
/** Given by the provider of the logins. */
const GIVEN = ["oauth-client-secret", "grafana-oauth-secret"];

/** Each fits every program: OAuth2 Proxy takes no other letters. */
const MAKE = "head -c 24 /dev/urandom | base64 | tr +/ _-";

/** OAuth2 Proxy reads a file as it stands, with the line break at its end. @see https://oauth2-proxy.github.io/oauth2-proxy/configuration/overview#generating-a-cookie-secret */
const FITS: Readonly<Record<string, (text: string) => boolean>> = {
  "oauth-client-secret": (text) => text === text.trim(),
  "oauth-cookie-secret": (text) => [Buffer.byteLength(text), keyBytes(text)].some((bytes) => [16, 24, 32].includes(bytes)),
};

/**
 * Looks at every secret before anything is changed, and reports all that is wrong with one kind of fault. A container reads a file as its own
 * user: the file is open to all, and its folder to its owner alone.
 *
 * @throws EnvironmentError `secret_missing`, `secret_unreadable`, `secret_exposed`, `secret_weak`, `secret_unfit`; no message holds a secret
 */
export async function requireSecrets({ secrets = {} }: ComposeModel): Promise<void> {
  const wanted = Object.entries(secrets).flatMap(([name, { file }]) => (file === undefined || file === "/dev/null" ? [] : [{ name, file }]));
  const folder = dirname(wanted[0]?.file ?? ".");
  const found = await Promise.all(wanted.map(look));
  const of = (fault: Fault) => wanted.filter((_, index) => found[index] === fault);
  const files = (list: readonly { readonly file: string }[]) => list.map(({ file }) => file).join(" ");
  const missing = of("missing");
  if (missing.length > 0) {
    const own = missing.filter(({ name }) => CHOSEN.test(name) && !GIVEN.includes(name));
    const make =
      own.length === 0 ? "" : ` Those of our own: for name in ${own.map(({ name }) => name).join(" ")}; do ${MAKE} > ${folder}/$name; done`;
    throw new EnvironmentError(
      "secret_missing",
      `${missing.length} of ${wanted.length} secrets are missing or empty: ${missing.map(({ name }) => name).join(", ")}.`,
      `Make ${folder} (mkdir -m 700 ${folder}) and write each into a file of its name, mode 644.${make}`,
    );
  }
  if (of("unreadable").length > 0) {
    throw new EnvironmentError(
      "secret_unreadable",
      `Containers cannot read ${files(of("unreadable"))}.`,
      `Run: chmod 644 ${files(of("unreadable"))}`,
    );
  }
  if (of("exposed").length > 0) {
    throw new EnvironmentError("secret_exposed", `Every user of this machine can read the secrets in ${folder}.`, `Run: chmod 700 ${folder}`);
  }
  if (of("weak").length > 0) {
    throw new EnvironmentError(
      "secret_weak",
      `A known word, or one of under 12 characters, is in ${files(of("weak"))}.`,
      `Make another: ${MAKE} > ${of("weak")[0]?.file}`,
    );
  }
  const [unfit] = of("unfit");
  if (unfit !== undefined) {
    const isGiven = GIVEN.includes(unfit.name);
    throw new EnvironmentError(
      "secret_unfit",
      isGiven
        ? `${unfit.file} ends in a line break or a space, which OAuth2 Proxy takes for a part of it.`
        : `${unfit.file} holds no key of 16, 24 or 32 bytes.`,
      isGiven
        ? `Run: printf %s "$(cat ${unfit.file})" > ${unfit.file}.new && mv ${unfit.file}.new ${unfit.file}`
        : `Make another: ${MAKE} > ${unfit.file}`,
    );
  }
}

type Fault = "missing" | "unreadable" | "exposed" | "weak" | "unfit" | undefined;

async function look({ name, file }: { readonly name: string; readonly file: string }): Promise<Fault> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined || !found.isFile() || found.size === 0) {
    return "missing";
  }
  if ((found.mode & 0o004) === 0 || !(await isReadable(file))) {
    return "unreadable";
  }
  if (((await stat(dirname(file))).mode & 0o007) !== 0) {
    return "exposed";
  }
  const text = await readFile(file, "utf8");
  if (text.trim() === "") {
    return "missing";
  }
  return CHOSEN.test(name) && isWeakSecret(text.trim()) ? "weak" : FITS[name]?.(text) === false ? "unfit" : undefined;
}

/** Of a key in base64 of URLs; line breaks in it count for nothing. */
function keyBytes(text: string): number {
  const letters = text.replace(/=+$/, "").replaceAll(/[\r\n]/g, "");
  return /^[\w-]+$/.test(letters) ? Buffer.from(letters, "base64url").length : 0;
}

function isReadable(file: string): Promise<boolean> {
  return access(file, constants.R_OK).then(
    () => true,
    () => false,
  );
}
