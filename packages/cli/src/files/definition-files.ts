import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Model } from "@platform/grafana-dashboards";
import type { SourceFile } from "@platform/grafana-dashboards/handwritten";
import { placeOf } from "@platform/metrics/define";
import { isUsersOwn } from "../config/source-place.ts";

/** The user's own modules in which a platform is defined, which may hold comments for the checks. */
export function definitionFiles({ platform, services }: Model): readonly SourceFile[] {
  const definitions = [platform, ...services.flatMap(({ service }) => [service, ...Object.values(service.metrics), ...service.slos])];
  const files = new Set(definitions.flatMap((definition) => placeOf(definition)?.file ?? []).filter(isUsersOwn));
  return [...files].map((path) => ({ path, text: readFileSync(path.startsWith("file:") ? fileURLToPath(path) : path, "utf8") }));
}
