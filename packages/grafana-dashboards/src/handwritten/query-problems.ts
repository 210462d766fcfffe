import { type Expression, seriesName, walk } from "@platform/promql";
import type { Resolver } from "../catalog/resolver.ts";
import { lostLabels } from "../checks/label-kept.ts";
import { shortRanges } from "../checks/range-length.ts";
import type { Problem } from "../model/model.ts";
import type { Asked } from "./check-handwritten.ts";
import { typeError } from "./type-error.ts";
import type { WrittenCatalog } from "./written-catalog.ts";

/** Functions that take every fall of a value for a restart. */
const COUNTER_FUNCTIONS: readonly string[] = ["rate", "irate", "increase", "resets"];

/** What is wrong with one query, whoever asks it. */
export function queryProblems(asked: Asked, resolver: Resolver, { isEmpty }: WrittenCatalog): readonly Problem[] {
  const { use, isOpaque, at } = asked;
  const type = isOpaque ? undefined : typeError(use.expression);
  if (type !== undefined) {
    return [{ check: "promql-valid", severity: "error", subject: use.subject, message: type, place: at() }];
  }
  const ofSeries = isEmpty ? [] : seriesProblems(asked, resolver);
  if (ofSeries.length > 0 || isOpaque || isEmpty) {
    return [...ofSeries, ...counterProblems(asked, resolver)];
  }
  const finding = (check: string) => (message: string) => ({ check, severity: "error", subject: use.subject, message, place: at() }) as const;
  return [
    ...counterProblems(asked, resolver),
    ...lostLabels(use, resolver).map(finding("label-kept")),
    ...shortRanges(use, resolver).map(finding("range-length")),
  ];
}

function seriesProblems({ use: { subject, scope }, selectors, at }: Asked, resolver: Resolver): readonly Problem[] {
  return [...selectors].flatMap(([selector, character]): readonly Problem[] => {
    const { absent, impossible, isByValuesSeen } = resolver.resolve(selector, scope);
    const place = at(character);
    return [
      ...(absent === undefined ? [] : [{ check: "series-exists", severity: "error", subject, message: absent, place } as const]),
      ...(impossible === undefined
        ? []
        : [{ check: "matcher-possible", severity: isByValuesSeen ? "warning" : "error", subject, message: impossible, place } as const]),
    ];
  });
}

function counterProblems({ use: { subject, expression, scope }, selectors, at }: Asked, resolver: Resolver): readonly Problem[] {
  return (walk(expression) as readonly Expression[]).flatMap((node) => {
    if (node.node !== "call" || !COUNTER_FUNCTIONS.includes(node.function)) {
      return [];
    }
    const [range] = node.args;
    const gauge = range?.node === "range" ? resolver.resolve(range.of, scope).sources.find(({ kind }) => kind === "gauge") : undefined;
    return gauge === undefined || range?.node !== "range"
      ? []
      : [
          {
            check: "counter-rate",
            severity: "error",
            subject,
            message: `${node.function}() takes each fall of a value for a restart; ${seriesName(range.of)} of ${gauge.by} is a gauge. Use delta() or deriv().`,
            place: at(selectors.get(range.of)),
          } as const,
        ];
  });
}
