import { placeOf } from "@platform/metrics/define";
import { selectorsOf } from "@platform/promql";
import { panelCost } from "../cost/panel-cost.ts";
import { costSettings } from "../cost/record-rates.ts";
import type { Check } from "./checks.ts";

/** A panel of a service's own metrics that would read so much that Prometheus refuses it, or answers nobody else meanwhile. */
export const panelAffordable: Check = ({ platform, services, dashboards }) =>
  services.flatMap(({ service }) => {
    const { samplesPerPanel, instances } = platform.prometheus;
    const settings = costSettings(platform.prometheus, service.name);
    const own = new Set(Object.values(service.metrics).map(({ name }) => name));
    const panels = dashboards.flatMap((dashboard) =>
      dashboard.service === service.name ? dashboard.rows.flatMap((row) => row.panels.map((panel) => ({ dashboard, panel }))) : [],
    );
    return panels
      .filter(({ panel }) => panel.queries.some(({ expression }) => selectorsOf(expression).some(({ series }) => own.has(series.name))))
      .map(({ dashboard, panel }) => ({ subject: `dashboard ${dashboard.uid} › ${panel.title}`, samples: panelCost(panel, dashboard, settings) }))
      .filter(({ samples }) => samples > samplesPerPanel)
      .map(({ subject, samples }) => ({
        severity: "error" as const,
        subject,
        message:
          `It reads up to ${Math.round(samples)} samples to be drawn once, with ${instances} ${instances === 1 ? "instance" : "instances"}; ` +
          `at most ${samplesPerPanel} are taken.`,
        place: placeOf(service),
      }));
  });
