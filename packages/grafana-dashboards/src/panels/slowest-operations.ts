import { binary, rank } from "@platform/promql";
import type { Panel } from "../model/model.ts";
import { panel, showNow } from "./panel.ts";
import { latencyQuantile, requestRate } from "./requests.ts";

const SHOWN = 15;

/** The operations of all services that take longest, with how often that happens: speed up what is both slow and busy. */
export function slowestOperations(): Panel {
  const by = ["job", "http_request_method", "http_route"] as const;
  const slowest = rank("topk", SHOWN, binary(latencyQuantile(0.95, { by }), ">=", 0));
  const busy = binary(requestRate({ by }), "and", slowest);
  return panel("table", {
    title: "Slowest operations",
    description: `The ${SHOWN} operations with the highest 95th percentile now. Worth the effort is what is both slow and busy.`,
    queries: [showNow(slowest, "p95"), showNow(busy, "requests")],
    height: 14,
    options: {
      columns: [
        {
          from: { label: "job" },
          title: "Service",
          link: { title: "Open service", dashboard: { serviceIn: "job" }, set: { route: { label: "http_route" } } },
        },
        { from: { label: "http_request_method" }, title: "Method" },
        { from: { label: "http_route" }, title: "Route" },
        { from: { query: 0 }, title: "p95", sort: "falling" },
        { from: { query: 1 }, title: "Requests" },
      ],
    },
  });
}
