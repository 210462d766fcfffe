import { type AddressInfo, createServer } from "node:net";
import { EnvironmentError } from "../environment-error.ts";

/** A TCP port and the program that wants it. */
export interface WantedPort {
  readonly port: number;
  readonly title: string;
}

/** A port of the loopback interface that nobody listens on now. */
export async function findFreePort(): Promise<number> {
  const [port] = await findFreePorts(1);
  return port as number;
}

/**
 * Ports of the loopback interface that nobody listens on now, each different.
 *
 * @throws EnvironmentError `port_in_use` when the system has none left
 */
export async function findFreePorts(count: number): Promise<readonly number[]> {
  const held = await Promise.all(Array.from({ length: count }, () => hold(0)));
  await Promise.all(held.map((port) => port?.release()));
  return held.map((port) => {
    if (port === undefined) {
      throw new EnvironmentError("port_in_use", `No ${count} free ports on 127.0.0.1.`, "Stop programs that hold many connections.");
    }
    return port.number;
  });
}

/**
 * Looks at every port before anything is started, and reports all that are taken.
 *
 * @throws EnvironmentError `port_in_use`
 */
export async function requireFreePorts(wanted: readonly WantedPort[]): Promise<void> {
  const held = await Promise.all(wanted.map(({ port }) => hold(port)));
  await Promise.all(held.map((port) => port?.release()));
  const taken = wanted.filter((_, index) => held[index] === undefined);
  if (taken.length > 0) {
    throw portInUse(taken);
  }
}

export function portInUse(taken: readonly WantedPort[]): EnvironmentError {
  const names = taken.map(({ port, title }) => `${port} (wanted by ${title})`).join(", ");
  const first = taken[0]?.port ?? 0;
  return new EnvironmentError(
    "port_in_use",
    `Port ${names} is in use on 127.0.0.1.`,
    `Stop what listens there; \`ss -ltnp 'sport = :${first}'\` or \`lsof -iTCP:${first} -sTCP:LISTEN\` names it.`,
  );
}

interface HeldPort {
  readonly number: number;
  release(): Promise<void>;
}

/** Listens on a port, 0 for any free one; undefined if it is taken or not ours to take. */
function hold(port: number): Promise<HeldPort | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => {
      const { port: number } = server.address() as AddressInfo;
      resolve({ number, release: () => new Promise((done) => void server.close(() => done())) });
    });
  });
}
