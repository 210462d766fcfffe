import type { Panel, Row } from "../model/model.ts";

/** Open rows by title, without those that have no panel. */
export function rows(titled: readonly (readonly [title: string, panels: readonly Panel[]])[]): readonly Row[] {
  return titled.filter(([, panels]) => panels.length > 0).map(([title, panels]) => ({ title, collapsed: false, panels }));
}
