import type { Request } from "express";
import { CHANNELS, type Channel } from "../definition/sales.ts";

/** Where the customer came in, from the header `x-channel`; `web` unless it says otherwise. */
export function channelOf(request: Request): Channel {
  return CHANNELS.find((channel) => channel === request.headers["x-channel"]) ?? "web";
}
