import { describe, expect, test } from "vitest";
import { CANARIES } from "../../test/canary-corpus.ts";
import { captureLogger } from "../../test/captured-logger.ts";
import { ORDINARY_LINES } from "../../test/ordinary-lines.ts";

/** Spellings under which a secret could be found again. */
function spellings(secret: string): string[] {
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    [...Buffer.from(secret)].join(","),
    secret.split(/\s/).at(-1) ?? "",
  ];
}

/** JSON has no form for them, so that nothing of them is written. */
const WITHOUT_CONTENT = ["a Map", "a Set"];

describe("no secret of the corpus is in a line", () => {
  test("the corpus has at least 60 shapes, each once", () => {
    expect(new Set(CANARIES.map(({ shape }) => shape)).size).toBe(CANARIES.length);
    expect(CANARIES.length).toBeGreaterThanOrEqual(60);
  });

  test.each(CANARIES)("$shape", ({ shape, secret, log }) => {
    const { logger, lines } = captureLogger();
    log(logger, secret);
    const [line = "", ...more] = lines();
    expect(more).toEqual([]);
    for (const spelling of spellings(secret)) {
      expect(line).not.toContain(spelling);
    }
    expect(() => JSON.parse(line)).not.toThrow();
    if (!WITHOUT_CONTENT.includes(shape)) {
      expect(line).toContain("[redacted]");
    }
  });

  test("numbers below sensitive keys", () => {
    const { logger, line } = captureLogger();
    logger.info({ pin: 739_184, otp: 552_871 });
    expect(line()).toMatchObject({ pin: "[redacted]", otp: "[redacted]" });
  });
});

/** Two ordinary lines lose a word: a key that ends in a harmless word is not told from `iban`, and "Unexpected token: x" reads as a key with its value. */
const MISTAKEN = 2;

test("ordinary lines stay as they are, but for the share that the README states", () => {
  const { logger, lines } = captureLogger();
  for (const [fields, message] of ORDINARY_LINES) {
    logger.info(fields, message);
  }
  const touched = lines().filter((line) => line.includes("[redacted]"));
  expect(touched).toHaveLength(MISTAKEN);
  expect(ORDINARY_LINES.length).toBeGreaterThan(70);
});

test("own words, exceptions and e-mail", () => {
  const { logger, line } = captureLogger({ redact: { keys: ["tax id"], allowKeys: ["tokenName"], emails: true } });
  logger.info(
    { taxId: "DE1", customer_tax_id: "DE2", tokenName: "main", contact: "Ann <ann@mail.example>, bob.b+x@a.example." },
    "mail to c@d.example sent",
  );
  expect(line()).toMatchObject({
    taxId: "[redacted]",
    customer_tax_id: "[redacted]",
    tokenName: "main",
    contact: "Ann <[redacted]>, [redacted].",
    message: "mail to [redacted] sent",
  });
});

test("what is not hidden stays as it was written: big numbers, order and form of keys", () => {
  const { logger, lines } = captureLogger();
  logger.info({ "2": 1, "1": 2, big: 12345678901234567890n, small: 1e-7, unicode: "ü€😀", empty: {}, password: "x" });
  expect(lines()[0]).toContain('"1":2,"2":1,"big":12345678901234567890,"small":1e-7,"unicode":"ü€😀","empty":{},"password":"[redacted]"}');
});

test("time grows with the length of a hostile text, not with its square", () => {
  const hostile = [
    "password=",
    '"password":"',
    "eyJ-",
    "://a@",
    "-----BEGIN PRIVATE KEY",
    "4111 ",
    "bearer a",
    "--token ",
    "%3d%22token",
    '\\"',
    "[{",
    "a@b.",
  ];
  const { logger, lines } = captureLogger({ redact: { emails: true } });
  for (const part of hostile) {
    const milliseconds = (times: number) => {
      const begun = performance.now();
      logger.info({ text: part.repeat(times) });
      logger.info(part.repeat(times));
      lines();
      return performance.now() - begun;
    };
    milliseconds(1000);
    // 100 times as much text; the square would take 10,000 times as long, which no noise of a machine explains.
    const [short, long] = [Math.max(milliseconds(500), 0.5), milliseconds(50_000)];
    expect(long / short).toBeLessThan(2000);
  }
});
