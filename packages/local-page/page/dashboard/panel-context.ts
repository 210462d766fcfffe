import type { ThemeName } from "../../src/dashboard/colors.ts";
import type { PanelJson } from "../../src/dashboard/dashboard-json.ts";
import type { PanelData } from "../../src/dashboard/load-panel.ts";
import type { DashboardState } from "./draw-rows.ts";

/** Names of columns in the order by which rows are sorted. */
export type Sort = NonNullable<NonNullable<PanelJson["options"]>["sortBy"]>;

/** What the reader did to a panel. */
export interface PanelMemory {
  /** Instead of the order that the panel states. */
  sort?: Sort;
  /** Names of the series that are not drawn. */
  readonly hidden: Set<string>;
}

/** What a kind of panel draws from. */
export interface PanelContext {
  readonly panel: PanelJson;
  readonly data: PanelData;
  readonly state: DashboardState;
  readonly theme: ThemeName;
  /** Kept when the panel is drawn anew. */
  readonly memory: PanelMemory;
}

/** Draws into an empty body of a known size; the function it returns ends what it started. */
export type PanelKind = (body: HTMLElement, context: PanelContext) => (() => void) | undefined | Promise<(() => void) | undefined>;
