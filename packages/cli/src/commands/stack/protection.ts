import { deployedWeb, readComposeRecord, type StateFolder, type WebSettings, webSettingsIn } from "@platform/stack";
import type { Protection } from "./protections.ts";

/** As asked for; by default as the last deploy had it, so that nobody takes a password away by forgetting an option. */
export async function protectionOf(
  state: StateFolder,
  { protect, secrets }: { readonly protect?: Protection; readonly secrets: string },
): Promise<WebSettings | undefined> {
  if (protect === undefined) {
    return (await readComposeRecord(state)) === undefined ? deployedWeb(state) : undefined;
  }
  return protect === "none" ? undefined : webSettingsIn(secrets, { tls: protect === "tls" });
}
