import type { Panel, Row } from "../model/model.ts";

type RowDraft = readonly [title: string, panels: readonly Panel[], options?: Pick<Row, "collapsed">];

/** Rows by title, open unless they say otherwise, without those that have no panel. */
export function rows(titled: readonly RowDraft[]): readonly Row[] {
  return titled
    .filter(([, panels]) => panels.length > 0)
    .map(([title, panels, { collapsed } = { collapsed: false }]) => ({ title, collapsed, panels }));
}
