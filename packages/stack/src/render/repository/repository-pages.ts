import type { Model, OutputFile } from "@platform/grafana-dashboards";
import { renderIncidentResponse } from "./incident-response.ts";
import { renderMaintenanceWorkflow, type WorkflowOptions } from "./maintenance-workflow.ts";
import { renderRunbookCatalogue } from "./runbook-catalogue.ts";

export interface RepositoryOptions extends WorkflowOptions {
  /** Titles of the runbooks that are written, by their path: `services/service-down`. */
  readonly titles: ReadonlyMap<string, string>;
}

/**
 * What is generated outside of the folder of the stack, where people and GitHub look for it.
 *
 * @returns paths from the root of the repository: `runbooks/README.md`, `docs/incident-response.md`, `.github/workflows/maintenance.yml`
 */
export function renderRepositoryPages(model: Model, { titles, ...options }: RepositoryOptions): readonly OutputFile[] {
  return [renderMaintenanceWorkflow(model, options), renderIncidentResponse(model), renderRunbookCatalogue(model, titles)];
}
