import { type FaultyServer, startFaultyServer } from "./faulty-server.ts";

/** Stands before a real Loki, and lets its pushes through or fails as told. */
export function startProxy(loki: string): Promise<FaultyServer> {
  return startFaultyServer({
    async replyTo({ url = "", headers: { "content-type": type = "", "content-encoding": encoding = "" } }, body, refusal) {
      if (refusal !== undefined) {
        return { status: refusal, text: "fault" };
      }
      const answer = await fetch(new URL(url, loki), { method: "POST", headers: { "content-type": type, "content-encoding": encoding }, body });
      return { status: answer.status, text: await answer.text() };
    },
  });
}
