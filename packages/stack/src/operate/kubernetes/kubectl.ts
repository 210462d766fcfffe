import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { EnvironmentError } from "../environment-error.ts";
import { firstExecutable } from "../native/find-program.ts";

const run = promisify(execFile);

/** kubectl, with a cluster that answers. @returns standard output @throws EnvironmentError */
export type Kubectl = (args: readonly string[], options?: { readonly timeoutSeconds?: number }) => Promise<string>;

export interface KubectlPlace {
  /** Folders as in the variable PATH. */
  readonly searchPath: string;
  /** `KUBECONFIG` and what its logins read. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * @throws EnvironmentError `program_missing`, `cluster_unreachable`
 */
export async function findKubectl({ searchPath, environment }: KubectlPlace): Promise<Kubectl> {
  const file = await firstExecutable(["kubectl"], searchPath);
  if (file === undefined) {
    throw new EnvironmentError(
      "program_missing",
      "kubectl is not installed: it is not in the PATH.",
      "Install it: https://kubernetes.io/docs/tasks/tools/",
    );
  }
  const kubectl: Kubectl = async (args, { timeoutSeconds = 120 } = {}) => {
    try {
      const { stdout } = await run(file, [...args], {
        env: { ...environment, PATH: searchPath },
        timeout: timeoutSeconds * 1000,
        maxBuffer: 64 * 2 ** 20,
      });
      return stdout;
    } catch (cause) {
      throw kubectlError(args, cause);
    }
  };
  await kubectl(["get", "--raw", "/version", "--request-timeout", "10s"], { timeoutSeconds: 30 });
  return kubectl;
}

const UNREACHABLE =
  /connection (?:to the server .* )?(?:was )?refused|unable to connect to the server|no configuration has been provided|context deadline exceeded|i\/o timeout|no such host/i;

function kubectlError(args: readonly string[], cause: unknown): EnvironmentError {
  const { stderr = "", killed = false } = cause as { readonly stderr?: string; readonly killed?: boolean };
  const lines = stderr.split("\n").filter((line) => line.trim() !== "");
  const said = (lines.find((line) => /error|forbidden|invalid|no matches/i.test(line)) ?? lines.at(-1) ?? "").trim().replace(/[.?!]$/, "");
  if (UNREACHABLE.test(stderr)) {
    return new EnvironmentError("cluster_unreachable", `The cluster does not answer: ${said}.`, "Choose one with: kubectl config use-context", {
      cause,
    });
  }
  const [verb] = args;
  const what = killed ? "took too long" : `failed: ${said}`;
  const fix = /no matches for kind/i.test(stderr)
    ? "Install the Prometheus operator first, or choose the overlay without it: --overlay plain"
    : "kubectl get events --sort-by=.lastTimestamp tells more.";
  return new EnvironmentError("kubectl_failed", `kubectl ${verb} ${what}.`, fix, { cause });
}
