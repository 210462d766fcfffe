import { createServer } from "node:http";
import { loadPageFiles } from "#page-files";
import { type Access, checkOrigin, createAccess } from "./access.ts";
import { apiRoutes } from "./api-routes.ts";
import { listen } from "./listen.ts";
import type { PageContent } from "./page-content.ts";
import { PageError } from "./page-error.ts";
import type { PageFiles } from "./page-files.ts";
import { pageShell } from "./page-shell.ts";
import { ANSWERED, addressOf, answerRoute, type Route, sendError, sendText } from "./router.ts";
import { SECURITY_HEADERS } from "./security-headers.ts";

export interface LocalPage {
  /** Address with a token that lets in one browser; the same until it was opened, then there is another. */
  url(): string;
  readonly port: number;
  /** Ends every connection. */
  stop(): Promise<void>;
}

export interface LocalPageOptions extends PageContent {
  /** On 127.0.0.1; 0 takes a free one. */
  readonly port?: number;
}

/**
 * Serves the page on the loopback interface. Whoever opens an address of `url` is let in; nobody else is.
 *
 * @throws Error with the code of the system (`EADDRINUSE`) when it cannot listen
 */
export async function startLocalPage({ port = 0, ...content }: LocalPageOptions): Promise<LocalPage> {
  const files = await loadPageFiles();
  const server = createServer({ maxHeaderSize: 65_536 });
  const bound = await listen(server, port);
  const access = createAccess(bound);
  const routes = [...apiRoutes(content), ...fileRoutes(files, content.title)];
  server.on("request", async (incoming, response) => {
    try {
      if (!letIn(access, bound, incoming, response)) {
        access.check(incoming);
        await answerRoute(routes, incoming, response);
      }
    } catch (error) {
      if (error instanceof PageError && error.code === "link_needed" && /text\/html/.test(incoming.headers.accept ?? "")) {
        sendText(response, error.status, "text/plain; charset=utf-8", error.message);
      } else {
        sendError(response, error);
      }
    }
  });
  return {
    port: bound,
    url: () => `http://127.0.0.1:${bound}/?token=${access.token()}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

type Handler = Parameters<typeof answerRoute>;

/** Exchanges the token in an address for a cookie, and goes on to the address without it. */
function letIn(access: Access, port: number, incoming: Handler[1], response: Handler[2]): boolean {
  const { pathname, searchParams } = addressOf(incoming);
  const token = searchParams.get("token");
  if (token === null || incoming.method !== "GET") {
    return false;
  }
  checkOrigin(incoming, port);
  const session = access.redeem(token);
  if (session === undefined) {
    access.check(incoming);
  }
  const cookie = session === undefined ? {} : { "set-cookie": `${access.cookieName}=${session}; HttpOnly; SameSite=Strict; Path=/` };
  response.writeHead(303, { ...SECURITY_HEADERS, ...cookie, location: pathname.replace(/^\/+/, "/") }).end();
  return true;
}

/** Files of the page; every other address is a view that the script draws. */
function fileRoutes(files: PageFiles, title: string): readonly Route[] {
  const shell = pageShell(title);
  const send =
    (type: string, content: string): Route["answer"] =>
    ({ response }) => {
      sendText(response, 200, type, content);
      return ANSWERED;
    };
  const named = Object.entries(files).map(([name, { type, content }]): Route => {
    return { method: "GET", path: new RegExp(`^/${name.replace(".", "\\.")}$`), answer: send(type, content) };
  });
  const nothing: Route = {
    method: "GET",
    path: /^\/api\//,
    answer: () => {
      throw new PageError(404, "not_found", "The page has no such part.");
    },
  };
  return [...named, nothing, { method: "GET", path: /^\//, answer: send("text/html; charset=utf-8", shell) }];
}
