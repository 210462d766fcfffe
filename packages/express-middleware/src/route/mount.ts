import { type App, appStack, type Layer, type LayerConstructor } from "./express-shape.ts";
import { ANY_MOUNT, type MountTemplate } from "./mount-template.ts";
import { probeMount } from "./probe-mount.ts";
import { pathText, stateless } from "./route-path.ts";
import { pathTaker } from "./take-path.ts";

/** One step from a router into another handler. */
export interface Mount {
  /** What the mount takes from the front of a path, and the template of that; undefined when it takes nothing of this path. */
  take(path: string): { readonly text: string; readonly template: Pick<MountTemplate, "name" | "fixed"> } | undefined;
}

/** Forms kept of one mount; a mount with more is `/*`. */
const MOST_TEMPLATES = 16;

const ROOT = { name: "", fixed: true } as const;

/** A layer of a router's stack: its path is known to Express only in compiled form. */
export function layerMount(layer: Layer): Mount {
  const take = pathTaker(layer);
  const templates: MountTemplate[] = [];
  let probes = 0;
  return {
    take(path) {
      const taken = take(path);
      if (taken === undefined) {
        return undefined;
      }
      const { text, params } = taken;
      if (text === "") {
        return { text, template: ROOT };
      }
      let template = templates.find((some) => some.fits(text, params));
      if (template === undefined && probes < MOST_TEMPLATES) {
        probes++;
        template = probeMount(take, taken);
        if (template !== undefined) {
          templates.push(template);
        }
      }
      return { text, template: template ?? ANY_MOUNT };
    },
  };
}

/** An app mounted by `app.use` knows the path of the mount as text, but only that of the latest. */
export function appMount(parent: App, { mountpath }: App): Mount {
  const LayerOfParent = appStack(parent)[0]?.constructor as LayerConstructor | undefined;
  const paths: readonly unknown[] = [mountpath].flat(Number.POSITIVE_INFINITY);
  const options = { sensitive: false, strict: false, end: false };
  const mounts =
    LayerOfParent === undefined ? [] : paths.map((path) => ({ path, take: pathTaker(new LayerOfParent(stateless(path), options, () => {})) }));
  return {
    take(path) {
      for (const { path: mounted, take } of mounts) {
        const text = take(path)?.text;
        if (text !== undefined) {
          const name = pathText(mounted).replace(/\/+$/, "");
          return { text, template: text === "" ? ROOT : { name, fixed: typeof mounted === "string" && !/[:*(){}?+]/.test(mounted) } };
        }
      }
      return undefined;
    },
  };
}
