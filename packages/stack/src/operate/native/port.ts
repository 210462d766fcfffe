import { randomInt } from "node:crypto";
import { createServer } from "node:net";
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
 * Below what Linux, macOS and Windows give to outgoing connections, which would take a port while the program on it is being restarted.
 *
 * @see https://www.kernel.org/doc/html/latest/networking/ip-sysctl.html `ip_local_port_range`
 */
const SERVER_PORTS = { first: 15_000, count: 17_000 } as const;

const ATTEMPTS_FOR_EACH = 100;

/**
 * Ports of the loopback interface that nobody listens on now, each different.
 *
 * @throws EnvironmentError `port_in_use` when none is found
 */
export async function findFreePorts(count: number): Promise<readonly number[]> {
  const held: HeldPort[] = [];
  for (let attempt = 0; held.length < count && attempt < count * ATTEMPTS_FOR_EACH; attempt++) {
    const port = await hold(SERVER_PORTS.first + randomInt(SERVER_PORTS.count));
    held.push(...(port === undefined ? [] : [port]));
  }
  await Promise.all(held.map((port) => port.release()));
  if (held.length < count) {
    throw new EnvironmentError("port_in_use", `No ${count} free ports on 127.0.0.1.`, "Stop programs that hold many connections.");
  }
  return held.map(({ number }) => number);
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

/** Listens on a port; undefined if it is taken or not ours to take. */
function hold(port: number): Promise<HeldPort | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => {
      resolve({ number: port, release: () => new Promise((done) => void server.close(() => done())) });
    });
  });
}
