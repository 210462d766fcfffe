import { placeOf } from "@platform/metrics/define";
import type { Check } from "./checks.ts";

/** A metric that was renamed so long ago that nobody asks for data under its former name any more: it costs every query twice. */
export const renameOver: Check = ({ services, exporters }, { today }) => {
  const metrics = [...services, ...exporters].flatMap((one) => one.metrics);
  return [...new Set(metrics)].flatMap((metric) => {
    const { name, renamedFrom } = metric;
    return today === undefined || renamedFrom === undefined || today < renamedFrom.until
      ? []
      : [
          {
            severity: "warning" as const,
            subject: `metric ${name}`,
            message: `It was to be read as ${renamedFrom.name} until ${renamedFrom.until}: remove its renamedFrom.`,
            place: placeOf(metric),
          },
        ];
  });
};
