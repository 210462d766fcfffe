import { createServer } from "node:net";
import { EnvironmentError } from "../environment-error.ts";

/** A TCP port and the program that wants it. */
export interface WantedPort {
  readonly port: number;
  readonly title: string;
}

/** A port of the loopback interface that nobody listens on now. */
export async function findFreePort(): Promise<number> {
  const port = await listenOnce(0);
  if (port === undefined) {
    throw new EnvironmentError("port_in_use", "No free port on 127.0.0.1.", "Stop programs that hold many connections.");
  }
  return port;
}

/**
 * Looks at every port before anything is started, and reports all that are taken.
 *
 * @throws EnvironmentError `port_in_use`
 */
export async function requireFreePorts(wanted: readonly WantedPort[]): Promise<void> {
  const free = await Promise.all(wanted.map(({ port }) => listenOnce(port)));
  const taken = wanted.filter((_, index) => free[index] === undefined);
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

/** The port on which listening worked, or undefined if it is taken or not ours to take. */
function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : undefined));
    });
  });
}
