export { buildModel } from "./model/build-model.ts";
export type { Dashboard, Model, OutputFile, Panel, Problem, Query, Row, ServiceModel } from "./model/model.ts";
export { renderGrafana } from "./render/grafana.ts";
