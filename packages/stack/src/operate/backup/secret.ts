import { readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { EnvironmentError } from "../environment-error.ts";

/** Whoever guesses it reads every backup. */
const LEAST_CHARACTERS = 12;
/** What examples of the world have for a password. */
const KNOWN = /^(change-?me.*|.*secure_admin_password.*|password\d*|admin\d*|secret\d*|example.*)$/i;

/** Whether a secret that people choose is a known one, or too short to be none. */
export function isWeakSecret(text: string): boolean {
  return text.length < LEAST_CHARACTERS || KNOWN.test(text);
}

/**
 * Reads a secret from its file.
 *
 * @param title - for people: "password of the backups"
 * @throws EnvironmentError `secret_unreadable`, `secret_weak`; no message holds the secret
 */
export async function readSecret(file: string, title: string): Promise<string> {
  const make = `Make one: umask 077 && mkdir -p '${dirname(file)}' && head -c 24 /dev/urandom | base64 > '${file}'`;
  let text: string;
  try {
    text = (await readFile(file, "utf8")).trim();
  } catch (cause) {
    throw new EnvironmentError("secret_unreadable", `The ${title} cannot be read from ${file}.`, make, { cause });
  }
  if (isWeakSecret(text)) {
    throw new EnvironmentError("secret_weak", `The ${title} in ${file} is a known one, or shorter than ${LEAST_CHARACTERS} characters.`, make);
  }
  if (((await stat(file)).mode & 0o007) !== 0) {
    throw new EnvironmentError("secret_unreadable", `The ${title} in ${file} can be read by every user of this machine.`, `Run: chmod 600 '${file}'`);
  }
  return text;
}
