import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

/** 4 MiB and some 10 ms of a core, because six services and their traffic share a laptop; in production take 2 ** 17, as OWASP asks. */
const COST = 2 ** 12;
const KEY_BYTES = 32;

/** @returns cost, salt and key, to be stored in place of the password */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, KEY_BYTES, { cost: COST });
  return [COST, salt.toString("base64url"), key.toString("base64url")].join("$");
}

export async function isPassword(password: string, stored: string): Promise<boolean> {
  const [cost, salt = "", key = ""] = stored.split("$");
  const expected = Buffer.from(key, "base64url");
  const actual = await derive(password, Buffer.from(salt, "base64url"), KEY_BYTES, { cost: Number(cost) });
  return expected.length === KEY_BYTES && timingSafeEqual(actual, expected);
}
