import { stat } from "node:fs/promises";
import { join } from "node:path";
import { type OutputFile, writeFiles } from "@platform/grafana-dashboards";
import { alone } from "../deployment/deploy-stack.ts";
import { claimFolder, requireDisk, type StateFolder } from "../deployment/state-folder.ts";
import { EnvironmentError } from "../environment-error.ts";
import { findKubectl, type Kubectl, type KubectlPlace } from "./kubectl.ts";

export interface KubernetesSettings extends KubectlPlace {
  /** All that is generated. */
  readonly files: readonly OutputFile[];
  /** Name of the platform, a label of all its objects. */
  readonly platform: string;
  /** Folder of `kubernetes/overlays`, or a kustomization of your own that names one. */
  readonly overlay: string;
}

export interface KubernetesReport {
  readonly overlay: string;
  /** `deployment.apps/grafana configured`, as kubectl says it. */
  readonly objects: readonly string[];
}

const APPLY = ["apply", "--server-side", "--force-conflicts", "--field-manager", "platform"] as const;
const WAIT_SECONDS = 600;

/**
 * Makes a cluster equal to the definitions: the cluster itself looks at every object first, then takes them, and at the end every workload runs.
 *
 * @throws EnvironmentError `program_missing`, `cluster_unreachable`, `overlay_unknown`, `kubectl_failed`; until the cluster has looked, with nothing changed
 */
export async function deployKubernetes(state: StateFolder, { files, overlay, platform, ...place }: KubernetesSettings): Promise<KubernetesReport> {
  const kubectl = await findKubectl(place);
  await claimFolder(state);
  return alone(state, async () => {
    await requireDisk(state);
    const folder = join(state.config, "kubernetes");
    writeFiles(files, { folder });
    const kustomization = overlay.includes("/") ? overlay : join(folder, "kubernetes/overlays", overlay);
    if ((await stat(join(kustomization, "kustomization.yaml")).catch(() => undefined)) === undefined) {
      const known = [...new Set(files.flatMap(({ path }) => /^kubernetes\/overlays\/([^/]+)\//.exec(path)?.[1] ?? []))];
      throw new EnvironmentError(
        "overlay_unknown",
        `There is no overlay "${overlay}".`,
        `Those there: ${known.join(", ") || "none"}; or name a folder of your own.`,
      );
    }
    await look(kubectl, kustomization);
    const objects = (await kubectl([...APPLY, "--kustomize", kustomization])).trim().split("\n");
    await waitForWorkloads(kubectl, platform);
    return { overlay, objects };
  });
}

/** The cluster looks at every object as if it were to take it; before the first deploy it has no namespace to look in, and only their shapes are looked at. */
async function look(kubectl: Kubectl, kustomization: string): Promise<void> {
  try {
    await kubectl([...APPLY, "--dry-run=server", "--kustomize", kustomization]);
  } catch (error) {
    if (!(error instanceof EnvironmentError) || !/namespaces "[^"]+" not found/.test(error.message)) {
      throw error;
    }
    await kubectl(["apply", "--dry-run=client", "--validate=strict", "--kustomize", kustomization]);
  }
}

interface Workloads {
  readonly items: readonly { readonly kind: string; readonly metadata: { readonly name: string; readonly namespace: string } }[];
}

async function waitForWorkloads(kubectl: Kubectl, platform: string): Promise<void> {
  const label = `app.kubernetes.io/part-of=${platform}`;
  const text = await kubectl(["get", "deployments,statefulsets,daemonsets", "--all-namespaces", "--selector", label, "--output", "json"]);
  for (const { kind, metadata } of (JSON.parse(text) as Workloads).items) {
    const workload = `${kind.toLowerCase()}/${metadata.name}`;
    const args = ["rollout", "status", workload, "--namespace", metadata.namespace, "--timeout", `${WAIT_SECONDS}s`];
    await kubectl(args, { timeoutSeconds: WAIT_SECONDS + 30 });
  }
}
