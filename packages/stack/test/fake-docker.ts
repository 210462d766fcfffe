import { spawn, spawnSync } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { type File, readComposeFile, type Service } from "./fake-compose-file.ts";
import { type FakeDocker, isOfFolder } from "./fake-docker-state.ts";

/**
 * Stands in for Docker where no engine can be had, and holds to what its documentation says of its command line: versions, the file and its variables,
 * profiles, sources of mounts and secrets that must exist, ports that must be free, containers that are made anew when their configuration is another.
 *
 * @see https://docs.docker.com/reference/cli/docker/compose/
 */
const stateFile = process.env.FAKE_DOCKER ?? "";
const state = JSON.parse(readFileSync(stateFile, "utf8")) as FakeDocker;
const [command = "", ...rest] = process.argv.slice(2);
state.calls.push(process.argv.slice(2).join(" "));

/** Whole at any moment, also for a test that reads it meanwhile. */
function keepState(): void {
  const draft = `${stateFile}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(state));
  renameSync(draft, stateFile);
}

function fail(message: string): never {
  keepState();
  console.error(message);
  process.exit(1);
}

function engine(verb: string, args: readonly string[]): void {
  if (state.isStopped) {
    fail("Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?");
  }
  if (verb === "version") {
    console.log(state.engine);
  } else if (verb === "run") {
    runImage(args);
  } else if (verb === "image") {
    image(args);
  } else {
    fail(`docker: '${verb}' is not a docker command.`);
  }
}

function image([verb, ...args]: readonly string[]): void {
  const [one = "", other = ""] = args;
  if (verb === "inspect") {
    for (const reference of args.slice(args.indexOf("--format") + 2)) {
      console.log(imageId(reference));
    }
  } else if (verb === "tag") {
    state.images = { ...state.images, [other]: one };
  }
}

function imageId(reference: string): string {
  return state.images?.[reference] ?? `sha256:${createHash("sha256").update(reference).digest("hex")}`;
}

/** The program of an image is that of this machine, on the files that the container would see. */
function runImage(args: readonly string[]): void {
  const options = { entrypoint: { type: "string" }, volume: { type: "string" }, network: { type: "string" }, tmpfs: { type: "string" } } as const;
  const more = {
    "cap-drop": { type: "string" },
    "security-opt": { type: "string" },
    rm: { type: "boolean" },
    "read-only": { type: "boolean" },
  } as const;
  const from = args.findIndex((arg) => /^[a-z.]+\/[\w./-]+:/.test(arg));
  const { values } = parseArgs({ args: args.slice(0, from), options: { ...options, ...more } });
  const [source = "", target = ""] = (values.volume ?? "").split(":");
  const programs: Readonly<Record<string, string>> = {
    promtool: "promtool",
    amtool: "amtool",
    "/bin/blackbox_exporter": "prometheus-blackbox-exporter",
  };
  const program = programs[values.entrypoint ?? ""];
  if (program !== undefined) {
    const { status, stdout, stderr } = spawnSync(
      program,
      args.slice(from + 1).map((arg) => arg.replace(target, source)),
      { encoding: "utf8" },
    );
    process.stdout.write(stdout);
    if (status !== 0) {
      fail(stderr);
    }
  }
}

async function compose(args: readonly string[]): Promise<void> {
  if (args[0] === "version") {
    console.log(state.compose);
    return;
  }
  if (state.isStopped) {
    fail("Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?");
  }
  const verbAt = args.findIndex((arg, index) => !arg.startsWith("--") && !args[index - 1]?.startsWith("--"));
  const options = { file: { type: "string" }, "env-file": { type: "string" }, profile: { type: "string", multiple: true } } as const;
  const { values } = parseArgs({ args: args.slice(0, verbAt), options });
  const file = readComposeFile(values.file ?? "", values["env-file"], values.profile ?? []);
  const [verb = "", ...more] = args.slice(verbAt);
  if (state.killsAt !== undefined && `${verb} ${more.join(" ")}`.startsWith(state.killsAt)) {
    delete state.killsAt;
    killCaller();
  }
  const act = VERBS[verb] ?? (() => fail(`unknown docker command: "compose ${verb}"`));
  await act(file, more);
}

/** Never the process of the tests themselves. */
function killCaller(): void {
  if (process.ppid === state.testPid || process.ppid <= 1) {
    fail(`The command that was to be killed is not the one that asks: ${process.ppid} does.`);
  }
  process.kill(process.ppid, "SIGKILL");
}

const VERBS: Readonly<Record<string, (file: File, args: readonly string[]) => unknown>> = {
  config: ({ services, ...file }) => {
    const ports = (texts: readonly string[] = []) =>
      texts.map((text) => {
        const [, host_ip, published, target] = /^(.*):(\d+):(\d+)$/.exec(text) ?? [];
        return { mode: "ingress", host_ip, target: Number(target), published, protocol: "tcp" };
      });
    console.log(
      JSON.stringify({
        ...file,
        services: Object.fromEntries(Object.entries(services).map(([name, service]) => [name, { ...service, ports: ports(service.ports) }])),
      }),
    );
  },
  up: async ({ services, secrets }) => {
    if (state.isFull) {
      fail("failed to register layer: write /usr/bin/loki: no space left on device");
    }
    for (const name of Object.keys(state.containers).filter((one) => services[one] === undefined)) {
      delete state.containers[name];
    }
    for (const [name, service] of Object.entries(services)) {
      await create(name, service, secrets);
    }
  },
  ps: () => {
    for (const { hash: _, ...container } of Object.values(state.containers)) {
      console.log(JSON.stringify(container));
    }
  },
  logs: (_, args) => console.log(state.failing[args.at(-1) ?? ""] ?? `line of ${args.at(-1)}`),
  pull: () => {
    state.images = { ...state.images, ...state.newer };
    if (state.registry) {
      fail(state.registry);
    }
  },
  kill: () => {},
  stop: () => end(),
  down: async () => {
    await end();
    state.containers = {};
    rmSync(VOLUMES, { recursive: true, force: true });
  },
  pause: (_, names) => turn(names, { from: "running", to: "paused" }),
  unpause: (_, names) => turn(names, { from: "paused", to: "running" }),
  exec: (_, args) => spawnSync(args[2] ?? "", args.slice(3).map(inVolume)),
  cp: (_, [from = "", to = ""]) => cpSync(inVolume(from.replace(/^\w+:/, "")), to, { recursive: true }),
  run: (_, args) => {
    const volume = args[args.indexOf("--volume") + 1]?.split(":")[0] ?? "";
    const script = (args.at(-1) ?? "")
      .replaceAll("/data/", `${VOLUMES}/`)
      .replaceAll("/backup/", `${volume}/`)
      .replaceAll(/chown -R \d+:\d+/g, "true");
    const { status, stderr } = spawnSync("sh", ["-c", script], { encoding: "utf8" });
    if (status !== 0) {
      fail(stderr);
    }
  },
};

const VOLUMES = join(dirname(stateFile), "volumes");

/** `/prometheus/snapshots` in a container is in the volume that is mounted at `/prometheus`. */
function inVolume(path: string): string {
  return path.replace(/^\/(?:var\/lib\/)?(prometheus|alertmanager|grafana)/, `${VOLUMES}/$1`);
}

/** @see https://docs.docker.com/reference/cli/docker/container/pause/ */
function turn(names: readonly string[], { from, to }: { readonly from: string; readonly to: string }): void {
  for (const name of names) {
    const container = state.containers[name];
    if (container?.State !== from) {
      fail(`Error response from daemon: Container ${container?.ID} is not ${from}`);
    }
    container.State = to;
  }
}

async function end(): Promise<void> {
  for (const container of Object.values(state.containers)) {
    if (container.pid !== undefined && isOfFolder(container.pid, dirname(stateFile))) {
      process.kill(container.pid, "SIGTERM");
      while (existsSync(`/proc/${container.pid}/exe`)) {
        await sleep(20);
      }
    }
    Object.assign(container, { State: "exited", Health: "", ExitCode: 0 });
    delete container.pid;
  }
}

const LIVE: Readonly<Record<string, string>> = { prometheus: "prometheus", alertmanager: "prometheus-alertmanager" };

/** The program of this machine, with the arguments that the container has. */
async function startProgram(name: string, { command = [], ports = [], volumes = [] }: Service): Promise<number | undefined> {
  const program = LIVE[name];
  if (program === undefined || !state.isLive) {
    return undefined;
  }
  mkdirSync(join(VOLUMES, name), { recursive: true });
  const outside = (arg: string) => volumes.reduce((text, { target, source, type }) => (type === "bind" ? text.replace(target, source) : text), arg);
  const args = [
    ...command.map((arg) => outside(arg).replace(`path=/${name}`, `path=${VOLUMES}/${name}`)),
    `--web.listen-address=${ports[0]?.replace(/:\d+$/, "")}`,
  ];
  const child = spawn(program, args, { detached: true, stdio: "ignore" });
  child.unref();
  const url = `http://${ports[0]?.replace(/:\d+$/, "")}/-/ready`;
  while (
    !(await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    ))
  ) {
    await sleep(50);
  }
  return child.pid;
}

async function create(name: string, service: Service, secrets: File["secrets"]): Promise<void> {
  const image = imageId(service.image);
  const hash = createHash("sha256")
    .update(JSON.stringify([service, image]))
    .digest("hex");
  const before = state.containers[name];
  if (before?.State === "paused") {
    fail("Error response from daemon: cannot start a paused container, try unpause instead");
  }
  const isDone = service.restart === "no";
  if (before?.hash === hash && (before.State === "running" || isDone)) {
    return;
  }
  const sources = [
    ...(service.volumes ?? []).filter(({ type, bind }) => type === "bind" && bind?.create_host_path !== true).map(({ source }) => source),
    ...(service.secrets ?? []).map(({ source }) => secrets[source]?.file ?? ""),
  ];
  const missing = sources.find((source) => !existsSync(source));
  if (missing !== undefined) {
    fail(`Error response from daemon: invalid mount config for type "bind": bind source path does not exist: ${missing}`);
  }
  for (const text of service.ports ?? []) {
    const [, host = "", port] = /^(.*):(\d+):\d+$/.exec(text) ?? [];
    if (!(await isFree(host, Number(port)))) {
      fail(`Error response from daemon: failed to set up container networking: Bind for ${host}:${port} failed: port is already allocated`);
    }
  }
  const says = state.broken?.[image];
  if (says !== undefined) {
    state.failing[name] = says;
  } else if (before !== undefined && Object.values(state.broken ?? {}).includes(state.failing[name] ?? "")) {
    delete state.failing[name];
  }
  const isFailing = state.failing[name] !== undefined;
  const life = isFailing
    ? { State: "restarting", Health: "", ExitCode: 1 }
    : isDone
      ? { State: "exited", Health: "", ExitCode: 0 }
      : { State: "running", Health: "healthy", ExitCode: 0 };
  const pid = isFailing ? undefined : await startProgram(name, service);
  state.containers[name] = { ...(pid !== undefined && { pid }), ID: randomUUID(), Service: name, Image: service.image, hash, ...life };
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((found) => {
    const server = createServer();
    server.once("error", () => found(false));
    server.listen({ host, port, exclusive: true }, () => server.close(() => found(true)));
  });
}

await (command === "compose" ? compose(rest) : engine(command, rest));
keepState();
