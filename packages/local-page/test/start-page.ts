import { request } from "node:http";
import { type LocalPage, type LocalPageOptions, startLocalPage } from "@platform/local-page";

export const EMPTY_DASHBOARD = JSON.stringify({ uid: "shop", title: "Shop", panels: [] });

/** A page at a free port; its Prometheus is where nobody listens unless the test names one. */
export function startPage(options: Partial<LocalPageOptions> = {}): Promise<LocalPage> {
  return startLocalPage({
    title: "Shop",
    dashboards: async () => [EMPTY_DASHBOARD],
    prometheusUrl: "http://127.0.0.1:9",
    scrapeSeconds: 5,
    ...options,
  });
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Asks with exactly these headers, `Host` among them, which fetch does not allow. */
export function askPage(
  port: number,
  path: string,
  { method = "GET", headers = {} }: { readonly method?: string; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, path, method, headers }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (text: string) => {
        body += text;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    asked.on("error", reject);
    asked.end();
  });
}

/** The cookie of a browser that has opened a link of the page. */
export async function cookieOf(page: LocalPage): Promise<string> {
  const { search } = new URL(page.url());
  const { headers } = await askPage(page.port, `/${search}`);
  return String(headers["set-cookie"]).split(";")[0] ?? "";
}
