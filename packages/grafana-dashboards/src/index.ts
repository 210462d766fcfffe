export type { Model, OutputFile, Problem, RuleFile, ServiceModel } from "./model/model.ts";
export { compareFiles, type Difference } from "./output/compare-files.ts";
export { OutputError } from "./output/output-error.ts";
export { type WrittenFiles, writeFiles } from "./output/write-files.ts";
export { renderYaml } from "./render/yaml.ts";
