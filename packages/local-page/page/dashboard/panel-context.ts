import type { ThemeName } from "../../src/dashboard/colors.ts";
import type { PanelJson } from "../../src/dashboard/dashboard-json.ts";
import type { PanelData } from "../../src/dashboard/load-panel.ts";
import type { DashboardState } from "./draw-rows.ts";

/** What a kind of panel draws from. */
export interface PanelContext {
  readonly panel: PanelJson;
  readonly data: PanelData;
  readonly state: DashboardState;
  readonly theme: ThemeName;
  /** What the reader did to the panel, kept when it is drawn anew. */
  readonly memory: Map<string, unknown>;
}

/** Draws into an empty body of a known size; the function it returns ends what it started. */
export type PanelKind = (body: HTMLElement, context: PanelContext) => (() => void) | undefined | Promise<(() => void) | undefined>;
