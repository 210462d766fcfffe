import type { ComposeModel } from "./compose-project.ts";
import type { Docker } from "./docker.ts";

/** What each tag stood for before newer images were loaded. */
export interface KnownImages {
  /** Gives the tags back to what they stood for: whatever is made anew is made of those. */
  bringBack(): Promise<void>;
}

/** Remembers the images of a deployment; those that are not there, or have a digest, cannot change under it. */
export async function rememberImages(docker: Docker, { services }: ComposeModel): Promise<KnownImages> {
  const references = [...new Set(Object.values(services).map(({ image }) => image))].filter((image) => !image.includes("@"));
  const before = await idsOf(docker, references);
  return {
    bringBack: async () => {
      const now = await idsOf(docker, [...before.keys()]);
      for (const [image, id] of before) {
        if (now.get(image) !== id) {
          await docker.run(["image", "tag", id, image], { timeoutSeconds: 60 });
        }
      }
    },
  };
}

/** Of those images that are there; Docker answers for several at once only where all are. */
async function idsOf(docker: Docker, images: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (images.length === 0) {
    return new Map();
  }
  const found = await docker.run(["image", "inspect", "--format", "{{.Id}}", ...images], { timeoutSeconds: 60 }).then(
    (ids) => ids.trim().split("\n"),
    () => undefined,
  );
  if (found !== undefined) {
    return new Map(images.map((image, index) => [image, found[index] ?? ""]));
  }
  const [one] = images;
  const each = images.length === 1 || one === undefined ? [] : await Promise.all(images.map((image) => idsOf(docker, [image])));
  return new Map(each.flatMap((ids) => [...ids]));
}
