import type { ServerResponse } from "node:http";
import { SECURITY_HEADERS } from "./security-headers.ts";

/** A reader who takes no more than this at a time misses what comes meanwhile. */
const MOST_WAITING_BYTES = 1024 * 1024;
const ALIVE_SECONDS = 15;

/**
 * Sends events as they come (server-sent events) until the reader is gone. What a slow reader misses is counted in the next event.
 *
 * @param follow - begins to send; the function it returns ends it
 */
export function streamEvents(response: ServerResponse, follow: (send: (items: readonly unknown[]) => void) => () => void): void {
  response.writeHead(200, { ...SECURITY_HEADERS, "content-type": "text/event-stream" });
  response.write(": begun\n\n");
  let missed = 0;
  const end = follow((items) => {
    if (items.length === 0) {
      return;
    }
    if (response.writableLength > MOST_WAITING_BYTES) {
      missed += items.length;
      return;
    }
    response.write(`data: ${JSON.stringify({ streams: items, missed })}\n\n`);
    missed = 0;
  });
  const alive = setInterval(() => response.write(": here\n\n"), ALIVE_SECONDS * 1000);
  response.once("close", () => {
    clearInterval(alive);
    end();
  });
}
