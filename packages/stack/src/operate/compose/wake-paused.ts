import type { ComposeProject } from "./compose-project.ts";

/** Lets containers go on that a backup which was ended in its middle has left standing still: paused, they can neither start nor stop. */
export async function wakePaused(project: ComposeProject): Promise<void> {
  const paused = (await project.containers()).filter(({ State }) => State === "paused").map(({ Service }) => Service);
  if (paused.length > 0) {
    await project.run(["unpause", ...paused]);
  }
}
