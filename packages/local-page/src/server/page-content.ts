import type { TelemetryStore } from "../store/telemetry-store.ts";

/** Something to do from the page, such as making a service fail. */
export interface PageAction {
  /** Kebab-case. */
  readonly name: string;
  /** Words of its button. */
  readonly title: string;
  readonly run: () => Promise<void>;
}

/** A page to read when an alert fires. */
export interface Runbook {
  /** Below the folder of runbooks: `services/slo-burn.md`. */
  readonly path: string;
  /** Markdown. */
  readonly text: string;
}

/** All that the page shows; nothing else is read from anywhere. */
export interface PageContent {
  readonly title: string;
  /** Texts of generated dashboards, each the JSON of one; asked anew each time, so that a change shows at once. */
  readonly dashboards: () => Promise<readonly string[]>;
  readonly prometheusUrl: string;
  readonly alertmanagerUrl?: string;
  /** Time between two scrapes. */
  readonly scrapeSeconds: number;
  readonly runbooks?: () => Promise<readonly Runbook[]>;
  readonly actions?: readonly PageAction[];
  /** Traces and logs that were received; without, the page has no views of them. */
  readonly telemetry?: TelemetryStore;
  readonly fetch?: typeof fetch;
}
