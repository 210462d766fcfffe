export { buildModel } from "./model/build-model.ts";
export type { Dashboard, Model, OutputFile, Panel, Problem, Query, Row, RuleFile, ServiceModel } from "./model/model.ts";
export { compareFiles, type Difference } from "./output/compare-files.ts";
export { OutputError } from "./output/output-error.ts";
export { type WrittenFiles, writeFiles } from "./output/write-files.ts";
export { renderGrafana } from "./render/grafana.ts";
export { renderPrometheus } from "./render/prometheus.ts";
export { type Renderer, renderers, renderFiles } from "./render/renderers.ts";
export { renderYaml } from "./render/yaml.ts";
