import { type App, appStack, type Layer, type LayerConstructor } from "./express-shape.ts";
import { ANY_MOUNT, type BasePath, type MountTemplate, ROOT } from "./mount-template.ts";
import { probeMount } from "./probe-mount.ts";
import { pathText, stateless } from "./route-path.ts";
import { pathTaker } from "./take-path.ts";

/** One step from a router into another handler. */
export interface Mount {
  /** What the mount takes from the front of a path, and the template of that; undefined when it takes nothing of this path. */
  take(path: string): { readonly text: string; readonly template: BasePath } | undefined;
}

/** Forms kept of one mount; a mount with more is `/*`. */
const MOST_TEMPLATES = 16;

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
      for (const template of templates) {
        if (template.fits(text, params)) {
          return { text, template };
        }
      }
      const template = probes < MOST_TEMPLATES ? probeMount(take, taken) : undefined;
      probes++;
      if (template !== undefined) {
        templates.push(template);
      }
      return { text, template: template ?? ANY_MOUNT };
    },
  };
}

/** An app mounted by `app.use` knows the path of the mount as text, but only that of the latest. */
export function appMount(parent: App, { mountpath }: App): Mount {
  const LayerOfParent = appStack(parent)[0]?.constructor as LayerConstructor | undefined;
  const paths: readonly unknown[] = LayerOfParent === undefined ? [] : [mountpath].flat(Number.POSITIVE_INFINITY);
  const mounts = paths.map((path) => {
    const layer = new (LayerOfParent as LayerConstructor)(stateless(path), { sensitive: false, strict: false, end: false }, () => {});
    const name = pathText(path).replace(/\/+$/, "");
    return { take: pathTaker(layer), template: { name, fixed: /^[\w\-./]*$/.test(name) } };
  });
  return {
    take(path) {
      for (const { take, template } of mounts) {
        const taken = take(path);
        if (taken !== undefined) {
          return { text: taken.text, template: taken.text === "" ? ROOT : template };
        }
      }
      return undefined;
    },
  };
}
