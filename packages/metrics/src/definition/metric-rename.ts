import { DefinitionError } from "./definition-error.ts";
import type { LabelDomains } from "./label-domain.ts";

/** What a metric was called before. */
export interface RenamedFrom {
  /** Without the suffixes of a histogram, as the metric's own name is. */
  readonly name: string;
  /** Former names of its labels, by the present ones: `{ http_route: "route" }`. Labels that kept their names are left out. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Day (UTC) from which nobody asks for older data any more, `2027-01-31`: the deployment of the new name and the retention of Prometheus after it. */
  readonly until: string;
}

/** Names that others chose may be any that Prometheus takes. */
const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL = /^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$/;

/** @throws DefinitionError `rename_invalid` */
export function checkRename(metric: string, { name, labels = {}, until }: RenamedFrom, domains: LabelDomains): void {
  const invalid = (why: string) => new DefinitionError("rename_invalid", `Metric "${metric}" was renamed from ${JSON.stringify(name)}: ${why}`);
  if (typeof name !== "string" || !NAME.test(name) || name === metric) {
    throw invalid("that is another name, as Prometheus takes it.");
  }
  const day = /^\d{4}-\d{2}-\d{2}$/.test(until) ? new Date(`${until}T00:00:00Z`) : undefined;
  if (day === undefined || Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== until) {
    throw invalid(`until is a day such as "2027-01-31", got ${JSON.stringify(until)}.`);
  }
  const unknown = Object.keys(labels).find((label) => !Object.hasOwn(domains, label));
  if (unknown !== undefined) {
    throw invalid(`it has no label ${JSON.stringify(unknown)}; it has ${Object.keys(domains).join(", ") || "none"}.`);
  }
  const former = Object.values(labels);
  const wrong = former.find((label, index) => !LABEL.test(label) || Object.hasOwn(domains, label) || former.indexOf(label) !== index);
  if (wrong !== undefined) {
    throw invalid(`${JSON.stringify(wrong)} is no name that one label of it had and none has now.`);
  }
}
