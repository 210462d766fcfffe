import { createRequire } from "node:module";

/** Grafana's own library. Its ES modules do not load in Node (https://github.com/moment/moment-timezone has no named exports), its CommonJS does. */
export const grafanaData = createRequire(import.meta.url)("@grafana/data") as typeof import("@grafana/data");
