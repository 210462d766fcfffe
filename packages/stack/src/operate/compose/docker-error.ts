import { type EnvironmentCode, EnvironmentError } from "../environment-error.ts";

/** What a failed command of Docker means to the reader, by what it says. */
const MEANINGS: readonly { readonly says: RegExp; readonly code: EnvironmentCode; readonly message: string; readonly fix: string }[] = [
  {
    says: /permission denied while trying to connect/i,
    code: "docker_unreachable",
    message: "This user may not talk to the Docker engine.",
    fix: "Run: sudo usermod -aG docker $USER; then log in again.",
  },
  {
    says: /cannot connect to the docker daemon|is the docker daemon running|error during connect/i,
    code: "docker_unreachable",
    message: "The Docker engine does not answer.",
    fix: "Run: sudo systemctl start docker",
  },
  {
    says: /no space left on device/i,
    code: "disk_full",
    message: "The disk of Docker is full.",
    fix: "Free some space: docker system df tells of what it holds.",
  },
  {
    says: /port is already allocated|address already in use/i,
    code: "port_in_use",
    message: "A port is in use by another program.",
    fix: "Stop what listens there, or choose another port in the file of variables.",
  },
  {
    says: /pool overlaps with other one|invalid pool request/i,
    code: "config_refused",
    message: "Another network of Docker has the addresses of this one.",
    fix: "Choose others in the file of variables: MONITORING_SUBNET and MONITORING_GATEWAY.",
  },
  {
    says: /manifest unknown|pull access denied|toomanyrequests|failed to resolve reference|no such host|TLS handshake timeout/i,
    code: "image_missing",
    message: "An image cannot be loaded.",
    fix: "Look at the name that is refused, and at the way to the registry; docker login raises its limits.",
  },
];

/** The first line that names an error; nothing that was not an answer of Docker's. */
export function dockerError(args: readonly string[], cause: unknown): EnvironmentError {
  const { stderr = "", killed = false } = cause as { readonly stderr?: string; readonly killed?: boolean };
  const lines = stderr.split("\n").map((line) => line.trim());
  const said = (
    lines.findLast((line) => /error|fail|denied|cannot|invalid|refus/i.test(line)) ??
    lines.findLast((line) => line !== "") ??
    ""
  ).replace(/[.?!]$/, "");
  const known = MEANINGS.find(({ says }) => says.test(stderr));
  if (known !== undefined) {
    return new EnvironmentError(known.code, `${known.message} Docker says: ${said}.`, known.fix, { cause });
  }
  const verb = args.find((arg) => VERBS.has(arg)) ?? args[0];
  const what = killed ? "took too long" : said === "" ? "failed without a word" : `failed: ${said}`;
  return new EnvironmentError("docker_failed", `docker ${verb} ${what}.`, "platform stack logs shows what the containers say.", { cause });
}

const VERBS = new Set(["version", "config", "up", "ps", "stop", "kill", "down", "pull", "logs", "cp", "run", "exec", "pause", "unpause"]);
