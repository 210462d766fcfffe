import type { Model, OutputFile } from "../model/model.ts";
import { renderPrometheusConfig, renderTargets } from "./prometheus-config.ts";
import { renderRuleFile } from "./prometheus-rules.ts";

/**
 * All that Prometheus reads.
 *
 * @returns `prometheus/prometheus.yml`, `prometheus/rules/<name>.yml`, `prometheus/targets/<job>.json`
 */
export function renderPrometheus(model: Model): readonly OutputFile[] {
  return [renderPrometheusConfig(model), ...model.ruleFiles.map((file) => renderRuleFile(file, model)), ...renderTargets(model)];
}
