import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { request } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { findFreePorts } from "../src/index.ts";
import { renderProxy } from "../src/render/compose/render-proxy.ts";
import { SEARCH_PATH } from "./live-programs.ts";

const folder = mkdtempSync(join(tmpdir(), "stack-proxy-"));
const accessLog = join(folder, "access.log");
const closing: (() => unknown)[] = [];
let port = 0;

/** A session of several cookies, as OAuth2 Proxy cuts it: each of at most 4 kB, and with a comma in its date. */
const LARGE = [0, 1, 2].map((index) => `_oauth2_proxy_${index}=${"x".repeat(3900)}; Path=/; Expires=Thu, 03 Dec 2026 16:12:01 GMT; HttpOnly; Secure`);
const SMALL = "_oauth2_proxy=renewed; Path=/; Expires=Thu, 03 Dec 2026 16:12:01 GMT; HttpOnly; Secure";
/** By the cookie that is sent; nginx from 1.23 on makes one line of several. */
const RENEWED = new Map([
  ["session=ada", SMALL],
  ["session=large", LARGE.join(", ")],
]);

/** What OAuth2 Proxy answers: https://oauth2-proxy.github.io/oauth2-proxy/features/endpoints */
const sessions: RequestListener = (incoming, response) => {
  const { headers, method, url = "" } = incoming;
  const renewed = RENEWED.get(headers.cookie ?? "");
  if (url === "/oauth2/auth") {
    response.writeHead(renewed ? 202 : 401, renewed ? { "x-auth-request-email": "ada@shop.example", "set-cookie": renewed } : {}).end();
  } else if (url === "/oauth2/start") {
    const to = headers["x-auth-request-redirect"] ?? "https://none";
    response.writeHead(302, { location: `https://login.shop.example/?${new URLSearchParams({ method: method ?? "", to: String(to) })}` }).end();
  } else if (url.startsWith("/oauth2/callback")) {
    response.writeHead(302, { location: "/", "set-cookie": LARGE }).end();
  } else {
    response.end(`sessions ${url} ${headers["x-forwarded-proto"]}`);
  }
};

const page: RequestListener = (incoming, response) => response.end(`page ${incoming.url} of ${incoming.headers.host}`);

beforeAll(async () => {
  const [pages, oauth2] = await Promise.all([listen(page), listen(sessions)]);
  const [https = 0, http = 0] = await findFreePorts(2);
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-subj", "/CN=test"], {
    stdio: "ignore",
  });
  const config = (renderProxy()[0]?.content ?? "")
    .replaceAll("/tmp/", `${folder}/`)
    .replaceAll("/run/secrets/tls-key", key)
    .replaceAll("/run/secrets/tls-certificate", certificate)
    .replaceAll(/set \$page [\w-]+:\d+/g, `set $page 127.0.0.1:${pages}`)
    .replaceAll("oauth2:4180", `127.0.0.1:${oauth2}`)
    .replaceAll("listen 8443", `listen 127.0.0.1:${https}`)
    .replaceAll("listen 8080", `listen 127.0.0.1:${http}`)
    .replaceAll("/dev/stdout", accessLog);
  writeFileSync(join(folder, "nginx.conf"), config);
  const env = { PATH: `${SEARCH_PATH}:/usr/sbin` };
  execFileSync("nginx", ["-t", "-q", "-c", join(folder, "nginx.conf")], { env, stdio: "pipe" });
  const nginx = spawn("nginx", ["-c", join(folder, "nginx.conf"), "-g", "daemon off;"], { env, stdio: "ignore" });
  closing.push(async () => {
    nginx.kill("SIGTERM");
    await once(nginx, "exit");
  });
  port = https;
  const answers = () =>
    ask("grafana.shop.example", "/").then(
      ({ status }) => status === 302,
      () => false,
    );
  await vi.waitUntil(answers, { timeout: 20_000 });
}, 60_000);

afterAll(async () => {
  for (const close of closing.reverse()) {
    await close();
  }
  rmSync(folder, { recursive: true, force: true });
});

async function listen(handler: RequestListener): Promise<number> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  closing.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
}

function ask(host: string, path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port, path, headers: { host, ...headers }, rejectUnauthorized: false, servername: host };
    request(options, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, text }));
    })
      .on("error", reject)
      .end();
  });
}

const ada = { cookie: "session=ada" };

test("who has no session is sent to the login, and comes back to the page that was asked for, with its port and the whole of its query", async () => {
  const { status, headers } = await ask("prometheus.shop.example:8443", "/graph?g0=up&rd=https://evil.example&g1=a%26b");
  expect(status).toBe(302);
  expect(Object.fromEntries(new URL(String(headers.location)).searchParams)).toEqual({
    method: "GET",
    to: "https://prometheus.shop.example:8443/graph?g0=up&rd=https://evil.example&g1=a%26b",
  });
});

test("who has a session sees the page, and the session lives on", async () => {
  expect(await ask("grafana.shop.example", "/d/shop-overview", ada)).toMatchObject({
    status: 200,
    text: "page /d/shop-overview of grafana.shop.example",
    headers: { "strict-transport-security": "max-age=31536000", "referrer-policy": "same-origin", "set-cookie": [SMALL] },
  });
});

test("a session of more than 4 kB is taken at the login and renewed whole", async () => {
  expect(await ask("grafana.shop.example", "/oauth2/callback?code=1")).toMatchObject({ status: 302, headers: { "set-cookie": LARGE } });
  const { status, headers } = await ask("grafana.shop.example", "/", { cookie: "session=large" });
  expect([status, headers["set-cookie"]]).toEqual([200, LARGE]);
});

test("a login is reached without a session", async () => {
  expect((await ask("jaeger.shop.example", "/oauth2/sign_in")).text).toBe("sessions /oauth2/sign_in https");
});

test("the address that judges sessions is not for others", async () => {
  expect((await ask("grafana.shop.example", "/oauth2/auth")).status).toBe(404);
});

test.each([
  ["prometheus", "/-/quit"],
  ["prometheus", "/api/v1/admin/tsdb/delete_series"],
  ["alertmanager", "/-/reload"],
])("%s %s changes the program itself: nobody outside reaches it, not even with a session", async (name, path) => {
  expect((await ask(`${name}.shop.example`, path, ada)).status).toBe(403);
});

test("a host that is no page of ours is refused", async () => {
  expect((await ask("evil.example", "/", ada)).status).toBe(421);
});

test("every request leaves a line that says whose it was, without what stands in its query", async () => {
  await ask("grafana.shop.example", "/explore?token=abc", ada);
  const line = () =>
    readFileSync(accessLog, "utf8")
      .split("\n")
      .find((one) => one.includes("/explore")) ?? "{}";
  await expect
    .poll(() => JSON.parse(line()) as object, { timeout: 10_000 })
    .toMatchObject({ user: "ada@shop.example", path: "/explore", status: 200 });
  expect(line()).not.toContain("abc");
});
