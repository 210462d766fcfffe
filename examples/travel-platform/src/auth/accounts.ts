import type { Queries } from "../database/database.ts";
import { HttpProblem } from "../http/http-problem.ts";
import { hashPassword, isPassword } from "./password.ts";

export interface Registration {
  readonly email: string;
  readonly name: string;
  readonly password: string;
}

/** What became of a login: the account, or why not. */
export type Login = { readonly outcome: "valid"; readonly accountId: number } | { readonly outcome: "invalid" | "locked" };

const MAX_FAILED_LOGINS = 5;
const LOCK_SECONDS = 60;

/**
 * @returns id of the new account
 * @throws HttpProblem 409 `email_taken`
 */
export async function register(database: Queries, { email, name, password }: Registration): Promise<number> {
  const [account] = await database.query<{ id: number }>(
    "INSERT INTO auth.account (email, name, password) VALUES ($1, $2, $3) ON CONFLICT (email) DO NOTHING RETURNING id",
    [email.toLowerCase(), name, await hashPassword(password)],
  );
  if (account === undefined) {
    throw new HttpProblem(409, "email_taken", "There is an account with this email.");
  }
  return account.id;
}

/** An unknown email takes as long as a wrong password, so that nobody can ask who has an account. */
export async function checkLogin(database: Queries, { email, password }: { readonly email: string; readonly password: string }): Promise<Login> {
  const [account] = await database.query<{ id: number; password: string; locked: boolean }>(
    "SELECT id, password, coalesce(locked_until > now(), false) AS locked FROM auth.account WHERE email = $1",
    [email.toLowerCase()],
  );
  if (account === undefined) {
    await hashPassword(password);
    return { outcome: "invalid" };
  }
  if (account.locked) {
    return { outcome: "locked" };
  }
  if (!(await isPassword(password, account.password))) {
    await database.query(
      `UPDATE auth.account
      SET failed_logins = (failed_logins + 1) % $2,
        locked_until = CASE WHEN failed_logins + 1 >= $2 THEN now() + make_interval(secs => $3) END
      WHERE id = $1`,
      [account.id, MAX_FAILED_LOGINS, LOCK_SECONDS],
    );
    return { outcome: "invalid" };
  }
  await database.query("UPDATE auth.account SET failed_logins = 0 WHERE id = $1 AND failed_logins > 0", [account.id]);
  return { outcome: "valid", accountId: account.id };
}

/** Its sessions end with it. */
export async function closeAccount(database: Queries, accountId: number): Promise<void> {
  await database.query("DELETE FROM auth.account WHERE id = $1", [accountId]);
}
