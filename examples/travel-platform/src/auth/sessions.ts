import { createHash, randomBytes } from "node:crypto";
import type { Queries } from "../database/database.ts";

/** What a token stands for. */
export type TokenCheck = { readonly outcome: "accepted"; readonly accountId: number } | { readonly outcome: "expired" | "unknown" };

/** @returns the token; only its hash is stored */
export async function openSession(database: Queries, accountId: number, { lifeSeconds }: { readonly lifeSeconds: number }): Promise<string> {
  const token = randomBytes(24).toString("base64url");
  await database.query("INSERT INTO auth.session (token_hash, account_id, expires_at) VALUES ($1, $2, now() + make_interval(secs => $3))", [
    hashOf(token),
    accountId,
    lifeSeconds,
  ]);
  return token;
}

/** A session that is used lives on; that it was is written every ten seconds at most. */
export async function checkToken(database: Queries, token: string, { lifeSeconds }: { readonly lifeSeconds: number }): Promise<TokenCheck> {
  const [session] = await database.query<{ account_id: number; expired: boolean; stale: boolean }>(
    `SELECT account_id, expires_at <= now() AS expired, seen_at < now() - interval '10 seconds' AS stale
    FROM auth.session WHERE token_hash = $1`,
    [hashOf(token)],
  );
  if (session === undefined || session.expired) {
    return { outcome: session === undefined ? "unknown" : "expired" };
  }
  if (session.stale) {
    await database.query("UPDATE auth.session SET seen_at = now(), expires_at = now() + make_interval(secs => $2) WHERE token_hash = $1", [
      hashOf(token),
      lifeSeconds,
    ]);
  }
  return { outcome: "accepted", accountId: session.account_id };
}

export async function closeSession(database: Queries, token: string): Promise<void> {
  await database.query("DELETE FROM auth.session WHERE token_hash = $1", [hashOf(token)]);
}

/** Expired sessions stay for an hour, so that their users are told why. */
export async function purgeSessions(database: Queries): Promise<void> {
  await database.query("DELETE FROM auth.session WHERE expires_at < now() - interval '1 hour'");
}

export async function countSessions(database: Queries): Promise<{ readonly activeUsers: number; readonly sessions: number }> {
  const [counts] = await database.query<{ active: number; sessions: number }>(
    `SELECT count(DISTINCT account_id) FILTER (WHERE seen_at > now() - interval '5 minutes')::integer AS active, count(*)::integer AS sessions
    FROM auth.session WHERE expires_at > now()`,
  );
  return { activeUsers: counts?.active ?? 0, sessions: counts?.sessions ?? 0 };
}

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
