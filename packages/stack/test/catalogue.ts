import type { ExporterDefinition } from "@platform/grafana-dashboards/define";
import { alertmanager, nginx, node, postgres, prometheus, redis, synthetics } from "../src/define.ts";

/** Every exporter of the catalogue, as it is without options. */
export const catalogue: readonly ExporterDefinition[] = [alertmanager(), nginx(), node(), postgres(), prometheus(), redis(), synthetics()];
