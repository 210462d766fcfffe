import { expect, test } from "vitest";
import { type Certificates, makeCertificates } from "./certificates.ts";
import { type LokiLimits, startLoki } from "./loki-server.ts";
import { numbersOf, type SpooledLogger, spoolLogger } from "./spooled-logger.ts";

type Options = NonNullable<Parameters<typeof spoolLogger>[1]>;

async function deliver(limits: LokiLimits, options: Options, use: (spooled: SpooledLogger) => Promise<void>) {
  const loki = await startLoki(limits);
  const spooled = spoolLogger(loki.url, options);
  try {
    spooled.logger.info({ number: 0 }, "charged");
    await use(spooled);
    return { lines: numbersOf(loki.lines), requests: loki.requests };
  } finally {
    await spooled.delivery.stop({ deadlineSeconds: 0 });
    await loki.close();
  }
}

const arrives = async ({ delivery }: SpooledLogger) => {
  expect(await delivery.flush({ deadlineSeconds: 20 })).toBe(true);
};

/** Nothing is dropped: who puts the option right gets the line. */
const waits =
  (outcome: "network" | "refused") =>
  async ({ delivery }: SpooledLogger) => {
    await expect.poll(() => delivery.counts().pushes[outcome], { timeout: 20_000 }).toBeGreaterThan(0);
    expect(delivery.counts()).toMatchObject({ produced: 1, delivered: 0, pending: 1 });
  };

const basic = `Basic ${Buffer.from("loki:pässword").toString("base64")}`;

test.each([
  ["basic credentials", basic, { basicAuth: { username: "loki", password: "pässword" } }],
  ["a bearer token", "Bearer t0ken", { bearerToken: "t0ken" }],
])("a Loki behind https with an authority of its own, a tenant and %s", async (_name, authorization, credentials) => {
  const { ca, server } = makeCertificates();
  const { lines, requests } = await deliver({ tls: server, authorization }, { ...credentials, tls: { ca }, tenant: "travel" }, arrives);
  expect(lines).toEqual([0]);
  expect(requests[0]).toMatchObject({ "x-scope-orgid": "travel", authorization });
});

test("a Loki that asks for a certificate gets the one that was given", async () => {
  const { ca, server, client } = makeCertificates();
  const { lines } = await deliver({ tls: { ...server, ca, requestCert: true, rejectUnauthorized: true } }, { tls: { ca, ...client } }, arrives);
  expect(lines).toEqual([0]);
});

const wrong: readonly (readonly [string, (all: Certificates) => Options, "network" | "refused"])[] = [
  ["the server's authority is not known", () => ({ bearerToken: "t0ken" }), "network"],
  ["the token is wrong", ({ ca }) => ({ tls: { ca }, bearerToken: "other" }), "refused"],
  ["there are no credentials", ({ ca }) => ({ tls: { ca } }), "refused"],
];

test.each(wrong)("lines wait while %s", async (_name, optionsOf, outcome) => {
  const all = makeCertificates();
  const { lines } = await deliver({ tls: all.server, authorization: "Bearer t0ken" }, optionsOf(all), waits(outcome));
  expect(lines).toEqual([]);
});
