const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** The port of an address of this machine that is reached from this machine alone; undefined for one elsewhere. @param address - `host:port` */
export function loopbackPort(address: string): number | undefined {
  const split = address.lastIndexOf(":");
  return LOOPBACK.has(address.slice(0, split)) ? Number(address.slice(split + 1)) : undefined;
}
