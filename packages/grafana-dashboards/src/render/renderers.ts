import type { Model, OutputFile } from "../model/model.ts";
import { renderGrafana } from "./grafana.ts";
import { renderObjectivesPage } from "./objectives-page.ts";
import { renderPrometheus } from "./prometheus.ts";

/** Writes a part of the model in somebody's format. Equal models give equal bytes. */
export type Renderer = (model: Model) => readonly OutputFile[];

/** By the program that reads the files. */
export const renderers = {
  grafana: renderGrafana,
  objectives: renderObjectivesPage,
  prometheus: renderPrometheus,
} satisfies Readonly<Record<string, Renderer>>;

/** All files of a model, by path. */
export function renderFiles(model: Model, table: Readonly<Record<string, Renderer>> = renderers): readonly OutputFile[] {
  return Object.values(table)
    .flatMap((render) => render(model))
    .sort((one, other) => (one.path < other.path ? -1 : 1));
}
