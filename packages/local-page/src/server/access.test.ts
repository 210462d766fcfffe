import { afterAll, beforeAll, expect, test } from "vitest";
import { askPage, cookieOf, startPage } from "../../test/start-page.ts";
import type { LocalPage } from "./local-page.ts";

let page: LocalPage;
let cookie: string;
const done: string[] = [];

beforeAll(async () => {
  page = await startPage({ actions: [{ name: "break", title: "Break", run: async () => void done.push("break") }] });
  cookie = await cookieOf(page);
});

afterAll(() => page?.stop());

test("a link lets in one browser, once, and takes its token out of the address", async () => {
  const { search } = new URL(page.url());
  const first = await askPage(page.port, `/d/shop${search}`);
  expect(first).toMatchObject({ status: 303, headers: { location: "/d/shop" } });
  expect(String(first.headers["set-cookie"])).toMatch(/^platform_page_\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/);
  expect(await askPage(page.port, `/d/shop${search}`)).toMatchObject({ status: 401 });
});

test("without the cookie there is nothing, not even a style sheet", async () => {
  for (const path of ["/", "/page.js", "/page.css", "/api/overview", "/api/prometheus/api/v1/query?query=up"]) {
    const { status, body } = await askPage(page.port, path);
    expect([path, status]).toEqual([path, 401]);
    expect(JSON.parse(body)).toMatchObject({ errorType: "link_needed" });
  }
});

test("whoever opens the page without its link reads in words what to do", async () => {
  const answer = await askPage(page.port, "/", { headers: { accept: "text/html,*/*" } });
  expect(answer).toMatchObject({ status: 401, headers: { "content-type": "text/plain; charset=utf-8" } });
  expect(answer.body).toContain("Open the link that the terminal shows");
});

test("DNS rebinding: a name of another host is refused, even with the cookie", async () => {
  for (const host of ["evil.example", `evil.example:${page.port}`, "127.0.0.1", "localhost:1", `127.0.0.1.evil.example:${page.port}`]) {
    const { status, body } = await askPage(page.port, "/api/overview", { headers: { host, cookie } });
    expect([host, status]).toEqual([host, 403]);
    expect(JSON.parse(body)).toMatchObject({ errorType: "host_refused" });
  }
  expect(await askPage(page.port, "/api/overview", { headers: { host: `localhost:${page.port}`, cookie } })).toMatchObject({ status: 200 });
});

test("cross-site: a request that another site makes is refused, even with the cookie", async () => {
  const refused = [
    { origin: "https://evil.example" },
    { origin: "null" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { origin: "http://127.0.0.1:1" },
  ];
  for (const headers of refused) {
    expect([headers, (await askPage(page.port, "/api/overview", { headers: { ...headers, cookie } })).status]).toEqual([headers, 403]);
  }
  const { search } = new URL(page.url());
  expect(await askPage(page.port, `/${search}`, { headers: { "sec-fetch-site": "cross-site" } })).toMatchObject({ status: 403 });
});

test("an action is only taken for the page itself", async () => {
  const origin = `http://127.0.0.1:${page.port}`;
  expect(await askPage(page.port, "/api/actions/break", { method: "POST", headers: { cookie } })).toMatchObject({ status: 403 });
  expect(await askPage(page.port, "/api/actions/break", { method: "POST", headers: { cookie, origin: "https://evil.example" } })).toMatchObject({
    status: 403,
  });
  expect(done).toEqual([]);
  expect(await askPage(page.port, "/api/actions/break", { method: "POST", headers: { cookie, origin } })).toMatchObject({ status: 200 });
  expect(done).toEqual(["break"]);
  expect(await askPage(page.port, "/api/actions/other", { method: "POST", headers: { cookie, origin } })).toMatchObject({ status: 404 });
});

test("every answer allows only the page's own script and no other address", async () => {
  for (const path of ["/", "/page.js", "/api/overview", "/api/nothing"]) {
    const { headers } = await askPage(page.port, path, { headers: { cookie } });
    expect(headers["content-security-policy"]).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(headers["content-security-policy"]).not.toMatch(/unsafe|\*|https?:/);
    expect(headers).toMatchObject({ "x-content-type-options": "nosniff", "cross-origin-resource-policy": "same-origin" });
  }
});

test("an address that cannot be decoded, or is absurdly long, gets an answer", async () => {
  expect(await askPage(page.port, "/api/dashboards/%E0%A4%A", { headers: { cookie } })).toMatchObject({ status: 400 });
  expect(await askPage(page.port, "//", { headers: { cookie } })).toMatchObject({ status: 400 });
  expect(await askPage(page.port, `/api/dashboards/${"a".repeat(100_000)}`, { headers: { cookie } })).toMatchObject({ status: 431 });
  expect(await askPage(page.port, "/api/overview", { headers: { cookie } })).toMatchObject({ status: 200 });
});
