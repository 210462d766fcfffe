import type { Resolver } from "../catalog/resolver.ts";
import { heldTooShort } from "../checks/absent-held.ts";
import { hasCondition } from "../checks/alert-compares.ts";
import type { Model, Problem } from "../model/model.ts";
import { sharedBudget } from "./budget-shared.ts";
import type { Asked } from "./check-handwritten.ts";
import type { WrittenRule } from "./read-rules.ts";

export interface RuleContext {
  readonly resolver: Resolver;
  readonly model: Model | undefined;
  readonly runbooks: ReadonlySet<string> | undefined;
  readonly scrapeIntervalSeconds: number;
}

/** What is wrong with an alert, besides its query. */
export function ruleProblems(asked: Asked, rule: WrittenRule, { resolver, model, runbooks, scrapeIntervalSeconds }: RuleContext): readonly Problem[] {
  const { use, at, isOpaque } = asked;
  const problem = (check: string, message: string, place = at()): Problem => ({ check, severity: "error", subject: use.subject, message, place });
  const shared = model === undefined || isOpaque ? undefined : sharedBudget(use, rule, resolver, model);
  const runbook = missingRunbook(rule, runbooks);
  return [
    ...(isOpaque || hasCondition(use.expression)
      ? []
      : [problem("alert-compares", "Its expression compares nothing: it fires as long as there is a series.")]),
    ...heldTooShort(use.expression, rule.forSeconds, scrapeIntervalSeconds).map((message) => problem("absent-held", message)),
    ...(runbook === undefined ? [] : [problem("runbook-exists", runbook, rule.file.at(rule.annotations.get("runbook_url")?.node ?? rule.node))]),
    ...(shared === undefined ? [] : [problem("budget-own", shared)]),
  ];
}

function missingRunbook({ annotations }: WrittenRule, runbooks: ReadonlySet<string> | undefined): string | undefined {
  const link = (annotations.get("runbook_url") ?? annotations.get("runbook"))?.text;
  if (link === undefined || link.trim() === "") {
    return "It has no annotation runbook_url: whoever it wakes begins with nothing.";
  }
  const page = link.replace(/[#?].*$/, "").replace(/(\.md|\.html|\/)$/, "");
  const isWritten = runbooks === undefined || link.includes("{{") || [...runbooks].some((known) => page === known || page.endsWith(`/${known}`));
  return isWritten ? undefined : `Its runbook ${link} is none of the ${runbooks?.size} pages there are.`;
}
