import { type DockerPlace, readComposeRecord, type StateFolder } from "@platform/stack";

/** What can run a deployment on this machine. */
export type Target = "native" | "compose";

/** What runs the deployment of a folder. */
export async function targetOf(state: StateFolder): Promise<Target> {
  return (await readComposeRecord(state)) === undefined ? "native" : "compose";
}

/** What can be deployed to; what runs in a cluster is looked after there. */
export type DeployTarget = Target | "kubernetes";

/** Where Docker and kubectl are looked for, and what they and their files of variables are told. */
export function programPlace(): DockerPlace {
  return { searchPath: process.env.PATH ?? "", environment: process.env };
}
