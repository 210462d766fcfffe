import { spawn } from "node:child_process";

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, string>>> = { darwin: "open", linux: "xdg-open" };

/** Opens an address where there is a display to open it on; whether that works is no concern of the run. */
export function openBrowser(url: string, environment: Readonly<Record<string, string>>): void {
  const opener = OPENERS[process.platform];
  const hasDisplay = process.platform === "darwin" || Boolean(environment.DISPLAY ?? environment.WAYLAND_DISPLAY);
  if (opener !== undefined && hasDisplay) {
    spawn(opener, [url], { stdio: "ignore", detached: true })
      .on("error", () => {})
      .unref();
  }
}
