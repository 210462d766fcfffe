import { flowCases } from "./route-cases/flow-cases.ts";
import { layerCases } from "./route-cases/layer-cases.ts";
import { mountCases } from "./route-cases/mount-cases.ts";
import { pathCases } from "./route-cases/path-cases.ts";
import type { RouteCase } from "./route-cases/route-case.ts";

/** Routes of every kind, and the label that each request to them gets. */
export const routeCases: readonly RouteCase[] = [...pathCases, ...mountCases, ...flowCases, ...layerCases];
