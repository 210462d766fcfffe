import { readFileSync } from "node:fs";
import { WEB_USER } from "@platform/stack";
import { CommandError } from "./command-error.ts";
import { exitCode } from "./exit-code.ts";
import { PASSWORD_FILE } from "./password-file.ts";

/**
 * Where a Prometheus or an Alertmanager is asked, with the user and the password that `platform stack deploy --protect` has given it.
 *
 * @param program - for people
 * @returns a URL whose user and password become basic authentication
 * @throws CommandError `url_invalid`, `secret_unreadable`
 */
export function monitoringAddress(url: string, program: "a Prometheus" | "an Alertmanager"): string {
  if (!URL.canParse(url) || !/^https?:/.test(url)) {
    throw new CommandError("url_invalid", `${JSON.stringify(url)} is no URL of ${program}.`, { exit: exitCode.usage });
  }
  const file = process.env[PASSWORD_FILE] || undefined;
  const address = new URL(url);
  if (file === undefined || address.username !== "") {
    return url;
  }
  address.username = WEB_USER;
  address.password = encodeURIComponent(passwordIn(file));
  return address.href.replace(/\/+$/, "");
}

function passwordIn(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (cause) {
    throw new CommandError("secret_unreadable", `The password cannot be read from ${file}.`, {
      exit: exitCode.environment,
      hint: `${PASSWORD_FILE} names the file that --protect reads: secrets/web-password.`,
      cause,
    });
  }
}

/** An address without its user and password, and these as a header. */
export function loginOf(address: string): { readonly base: string; readonly headers: Readonly<Record<string, string>> } {
  const url = new URL(address);
  const login = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = "";
  url.password = "";
  return {
    base: url.href.replace(/\/+$/, ""),
    headers: login === ":" ? {} : { authorization: `Basic ${Buffer.from(login).toString("base64")}` },
  };
}
