import type { Request } from "express";
import type { Peer } from "../http/peer.ts";

/** What the first page shows; a part whose service does not answer is null, and the page is there all the same. */
export interface HomePage {
  readonly products: unknown;
  readonly hotels: unknown;
  readonly drivers: unknown;
}

const DAY_MILLISECONDS = 86_400_000;

/** Asks three services at once. */
export async function readHomePage(peers: Readonly<Record<"ecommerce" | "hotel" | "taxi", Peer>>, headers: Request["headers"]): Promise<HomePage> {
  const tomorrow = new Date(Date.now() + DAY_MILLISECONDS).toISOString().slice(0, 10);
  const part = async (peer: Peer, path: string) => {
    const { status, body } = await peer.call("GET", path, { headers: { "x-channel": headers["x-channel"] as string | undefined } });
    return status === 200 ? body : null;
  };
  const [products, hotels, drivers] = await Promise.all([
    part(peers.ecommerce, "/products?limit=6").catch(() => null),
    part(peers.hotel, `/hotels?city=Lisbon&nights=2&checkIn=${tomorrow}`).catch(() => null),
    part(peers.taxi, "/drivers").catch(() => null),
  ]);
  return { products, hotels, drivers };
}
