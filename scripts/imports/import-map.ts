/** What one package may import. Tests, benches and fixtures are free. */
export interface PackageRule {
  /** Entries of other packages, without the scope: `metrics/define`, `promql`. */
  readonly firstParty: readonly string[];
  /** Packages from the registry that are there at run time: dependencies and peers. */
  readonly thirdParty: readonly string[];
  /** Packages from the registry of which only types are used. */
  readonly typesOnly?: readonly string[];
}

export interface ImportMap {
  readonly packages: Readonly<Record<string, PackageRule>>;
  /** Folders or files, from the repository's root, that may read or write the disk. */
  readonly disk: readonly string[];
  /** Folders or files that may read environment variables. */
  readonly environment: readonly string[];
}

/** The architecture as data: see docs/architecture.md. */
export const IMPORT_MAP: ImportMap = {
  packages: {
    metrics: { firstParty: [], thirdParty: ["prom-client"], typesOnly: ["vitest"] },
    promql: { firstParty: ["metrics/define"], thirdParty: [] },
    alerts: { firstParty: ["metrics/define", "promql"], thirdParty: [] },
    slo: { firstParty: ["metrics/define", "promql", "alerts"], thirdParty: [] },
    synthetics: {
      firstParty: ["metrics", "metrics/define", "metrics/runtime"],
      thirdParty: ["@opentelemetry/api", "playwright-core", "prom-client"],
    },
    tracing: {
      firstParty: ["metrics", "metrics/define", "metrics/watch", "alerts"],
      thirdParty: ["@opentelemetry/api", "prom-client"],
    },
    logging: { firstParty: ["metrics", "metrics/define", "alerts"], thirdParty: ["pino", "prom-client"] },
    "express-middleware": {
      firstParty: [
        "metrics",
        "metrics/define",
        "metrics/runtime",
        "slo",
        "slo/define",
        "tracing",
        "tracing/metrics",
        "logging",
        "synthetics/define",
        "synthetics/mark",
      ],
      thirdParty: ["prom-client", "@opentelemetry/api"],
      typesOnly: ["fastify"],
    },
    "grafana-dashboards": {
      firstParty: ["metrics/define", "alerts", "slo", "slo/define", "promql", "synthetics/define"],
      thirdParty: ["yaml", "@prometheus-io/lezer-promql", "@lezer/highlight", "@lezer/lr"],
      typesOnly: ["@grafana/schema", "@lezer/common"],
    },
    stack: {
      firstParty: ["metrics/define", "alerts", "slo", "slo/define", "promql", "grafana-dashboards", "grafana-dashboards/define", "synthetics/define"],
      thirdParty: ["bcryptjs", "yaml"],
    },
    "local-page": { firstParty: [], thirdParty: [] },
    cli: {
      firstParty: [
        "metrics",
        "metrics/define",
        "metrics/testing",
        "slo",
        "slo/define",
        "alerts",
        "promql",
        "grafana-dashboards",
        "grafana-dashboards/define",
        "grafana-dashboards/compare",
        "grafana-dashboards/grafana",
        "grafana-dashboards/handwritten",
        "synthetics",
        "synthetics/define",
        "synthetics/mark",
        "stack",
        "stack/define",
        "stack/render",
        "local-page",
        "tracing",
      ],
      thirdParty: ["commander", "yaml", "prom-client"],
    },
  },
  disk: [
    "packages/cli/",
    "packages/grafana-dashboards/src/output/",
    "packages/stack/src/operate/",
    // Reads the script and style sheet of its own package.
    "packages/local-page/src/server/built-page.ts",
    // Reads its own figures from /proc.
    "packages/metrics/src/process/",
    // Writes lines to stdout, and keeps those for Loki in a spool.
    "packages/logging/src/output/",
    "packages/logging/src/delivery/",
    // Remembers the runs that are under way, and keeps pictures of those that failed.
    "packages/synthetics/src/runner/run-journal.ts",
    "packages/synthetics/src/browser/",
  ],
  environment: [
    "packages/cli/",
    "packages/stack/src/operate/",
    "examples/",
    // The level, and whether a terminal wants colours.
    "packages/logging/src/environment.ts",
    // The variables that OpenTelemetry has defined for all its languages.
    "packages/tracing/src/environment/",
    "packages/express-middleware/src/service/service-tracing.ts",
  ],
};
