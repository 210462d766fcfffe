import type { Field } from "../../src/dashboard/field.ts";
import { fillLink, safeUrl } from "../../src/dashboard/field.ts";
import { urlTimeRange } from "../dashboard/chosen-range.ts";
import type { PanelContext } from "../dashboard/panel-context.ts";
import { h } from "../dom.ts";

export interface ValueScope {
  readonly labels?: Readonly<Record<string, string>>;
  readonly cells?: Readonly<Record<string, string>>;
}

/** The content inside the first link of its field, or as it is where there is none. */
export function valueLink(content: Node | string, field: Field, { state }: PanelContext, { labels = {}, cells = {} }: ValueScope): Node | string {
  const [first] = field.links ?? [];
  if (first === undefined) {
    return content;
  }
  const { title, url, targetBlank } = fillLink(first, { labels, cells, urlTimeRange: urlTimeRange(state.chosen) });
  return safeUrl(url) === undefined
    ? content
    : h("a", { class: "value-link", href: url, title, ...(targetBlank && { target: "_blank", rel: "noreferrer" }) }, content);
}
