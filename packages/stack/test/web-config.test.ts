import { execFileSync } from "node:child_process";
import { chmodSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { request } from "node:https";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { createProgramGroup, findFreePort, findProgram, type Program } from "../src/index.ts";
import { eventually, folderWith, SEARCH_PATH } from "./live-programs.ts";

const PAGE = readFileSync(fileURLToPath(new URL("../../../docs/security.md", import.meta.url)), "utf8");
const PASSWORD = "alice-reads-graphs";

/** A block of the page, as whoever follows it would write it. */
function blockOf(name: string): string {
  const [, block = ""] = new RegExp(`^\`\`\`yaml ${name}\\n([\\s\\S]*?)^\`\`\`$`, "m").exec(PAGE) ?? [];
  return block;
}

/** The hash that `htpasswd -B` would make. */
function bcrypt(password: string): string {
  return execFileSync("perl", ["-e", "print crypt($ARGV[0], q($2b$10$abcdefghijklmnopqrstuu))", password], { encoding: "utf8" });
}

interface Answer {
  readonly status: number | undefined;
  readonly body: string;
  readonly headers: NodeJS.Dict<string | string[]>;
}

function get(port: number, path: string, ca: Buffer, password?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const auth = password === undefined ? {} : { auth: `alice:${password}` };
    const sent = request({ host: "127.0.0.1", port, path, ca, servername: "localhost", ...auth }, (response) => {
      let body = "";
      response.on("data", (chunk: Buffer) => {
        body += chunk.toString();
      });
      response.on("end", () => resolve({ status: response.statusCode, body, headers: response.headers }));
    });
    sent.on("error", reject).end();
  });
}

test("without the password nobody is answered, with it and TLS the API is there, and Prometheus scrapes itself and its Alertmanager", {
  timeout: 120_000,
}, async () => {
  const [port, alertmanagerPort] = [await findFreePort(), await findFreePort()];
  const clients = blockOf("web-clients").trimEnd().split("\n");
  const job = (name: string, target: number) =>
    [`  - job_name: ${name}`, ...clients.map((line) => `    ${line}`), `    static_configs: [{ targets: ["localhost:${target}"] }]`].join("\n");
  await using folder = await folderWith([
    { path: "web.yml", content: blockOf("web-config").replace("$2b$10$HASH", bcrypt(PASSWORD)) },
    { path: "secrets/prometheus-password", content: PASSWORD },
    { path: "alertmanager.yml", content: "route: { receiver: nobody }\nreceivers: [{ name: nobody }]\n" },
    {
      path: "prometheus.yml",
      content: `global: { scrape_interval: 1s }\nscrape_configs:\n${job("prometheus", port)}\n${job("alertmanager", alertmanagerPort)}\n`,
    },
  ]);
  const tls = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  execFileSync("openssl", ["req", ...tls, "-keyout", join(folder.path, "tls.key"), "-out", join(folder.path, "tls.crt")], { stdio: "pipe" });
  const ca = readFileSync(join(folder.path, "tls.crt"));
  await writeFile(join(folder.path, "ca.crt"), ca);
  chmodSync(join(folder.path, "tls.key"), 0o600);
  execFileSync("promtool", ["check", "web-config", join(folder.path, "web.yml")], { stdio: "pipe" });

  const common = { env: {}, cwd: folder.path, readySeconds: 30 };
  const programs: readonly Program[] = [
    {
      ...common,
      ...{ name: "prometheus", title: "Prometheus", ports: [port] },
      command: [
        (await findProgram("prometheus", { searchPath: SEARCH_PATH })).file,
        ...[`--config.file=prometheus.yml`, "--storage.tsdb.path=data", `--web.listen-address=127.0.0.1:${port}`, "--web.config.file=web.yml"],
      ],
    },
    {
      ...common,
      ...{ name: "alertmanager", title: "Alertmanager", ports: [alertmanagerPort] },
      command: [
        (await findProgram("alertmanager", { searchPath: SEARCH_PATH })).file,
        ...["--config.file=alertmanager.yml", "--storage.path=alertmanager", `--web.listen-address=127.0.0.1:${alertmanagerPort}`],
        ...["--cluster.listen-address=", "--web.config.file=web.yml"],
      ],
    },
  ];
  const group = createProgramGroup({ logFolder: folder.path });
  try {
    await group.start(programs);
    for (const [at, path] of [
      [port, "/api/v1/status/buildinfo"],
      [alertmanagerPort, "/api/v2/status"],
    ] as const) {
      const answer = await eventually(() => get(at, path, ca, PASSWORD).catch(() => undefined), { seconds: 30 });
      expect(answer.status).toBe(200);
      expect(answer.headers["x-frame-options"]).toBe("deny");
      expect((await get(at, path, ca)).status).toBe(401);
      expect((await get(at, path, ca, "guessed")).status).toBe(401);
      const plain = await fetch(`http://127.0.0.1:${at}${path}`).then(
        ({ status }) => status,
        () => "no answer",
      );
      expect(plain).not.toBe(200);
    }
    const up = await eventually(
      async () => {
        const { body } = await get(port, "/api/v1/query?query=sum(up)", ca, PASSWORD);
        const { data } = JSON.parse(body) as { data: { result: { value: [number, string] }[] } };
        return data.result[0]?.value[1] === "2" ? true : undefined;
      },
      { seconds: 30 },
    );
    expect(up).toBe(true);
  } finally {
    await group.stop();
  }
});
