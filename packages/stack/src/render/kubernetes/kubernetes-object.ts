import { type OutputFile, renderYaml } from "@platform/grafana-dashboards";

/** One object of the API of Kubernetes. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMetadata;
  readonly [field: string]: unknown;
}

export interface ObjectMetadata {
  readonly name: string;
  /** Without for what belongs to the whole cluster. */
  readonly namespace?: string;
  readonly labels?: Labels;
  readonly annotations?: Readonly<Record<string, string>>;
}

export type Labels = Readonly<Record<string, string>>;

/** A file of Kubernetes objects, each a document of its own. */
export function objectsFile(path: string, objects: readonly object[]): OutputFile {
  const [head = "", ...documents] = objects.map((object) => renderYaml(object, { blocks: true }));
  // The first says for the whole file who wrote it.
  return { path: `kubernetes/${path}`, content: [head, ...documents.map((document) => document.replace(/^#.*\n\n/, ""))].join("---\n") };
}

/** What a folder consists of. @see https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/ */
export interface Kustomization {
  readonly kind?: "Kustomization" | "Component";
  readonly resources?: readonly string[];
  readonly components?: readonly string[];
  readonly patches?: readonly { readonly path: string; readonly target?: object }[];
}

export function kustomization(folder: string, { kind = "Kustomization", ...parts }: Kustomization): OutputFile {
  const apiVersion = kind === "Component" ? "kustomize.config.k8s.io/v1alpha1" : "kustomize.config.k8s.io/v1beta1";
  return objectsFile(`${folder}/kustomization.yaml`, [{ apiVersion, kind, ...parts }]);
}

/** A folder with its kustomization, which names all of it. */
export function folderOf(folder: string, files: readonly OutputFile[]): readonly OutputFile[] {
  return [kustomization(folder, { resources: files.map(({ path }) => path.slice(`kubernetes/${folder}/`.length)).toSorted() }), ...files];
}

/** Labels by which a program is found; those of its pods never change. @see https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/ */
export function labelsOf(name: string, platform: string): Labels {
  return { "app.kubernetes.io/name": name, "app.kubernetes.io/part-of": platform };
}
