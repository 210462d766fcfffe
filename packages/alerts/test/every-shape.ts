import { currency, defineCounter, defineGauge, defineHistogram, open } from "@platform/metrics/define";
import { select } from "@platform/promql";
import {
  type AlertDefinitions,
  ageOf,
  alertAbove,
  alertAbsent,
  alertAlways,
  alertBelow,
  alertDataMissing,
  alertDown,
  alertFilling,
  comparedWithBefore,
  countOf,
  differenceOf,
  increaseOf,
  levelOf,
  meanOf,
  quantileOf,
  rateOf,
  ratioOf,
  restOf,
  shareOf,
  spreadOf,
  sumOf,
  timeUntil,
  whileAbove,
} from "../src/index.ts";

const orders = defineCounter({ name: "orders_total", help: "Orders.", labels: { outcome: ["paid", "refused", "failed"], channel: ["web", "app"] } });
const revenue = defineCounter({ name: "revenue_total", help: "Revenue.", labels: { currency: ["EUR", "USD"] }, unit: currency("currency") });
const wait = defineHistogram({ name: "wait_seconds", help: "Wait.", buckets: [0.5, 1, 2, 5, 10] });
const drivers = defineGauge({ name: "drivers", help: "Drivers.", labels: { state: ["available", "busy"] } });
const hits = defineCounter({ name: "hits_total", help: "Hits." });
const misses = defineCounter({ name: "misses_total", help: "Misses." });
const free = defineGauge({ name: "free_bytes", help: "Free.", labels: { mount: open({ max: 10 }) } });
const size = defineGauge({ name: "size_bytes", help: "Size.", labels: { mount: open({ max: 10 }) } });
const used = defineGauge({ name: "used_bytes", help: "Used." });
const limit = defineGauge({ name: "limit_bytes", help: "Limit." });
const backup = defineGauge({ name: "backup_timestamp_seconds", help: "Last backup." });
const expiry = defineGauge({ name: "certificate_expiry_timestamp_seconds", help: "Expiry." });
const hash = defineGauge({ name: "config_hash", help: "Hash of the configuration." });
const health = defineGauge({ name: "healthy", help: "1 while healthy." });
const role = defineGauge({ name: "instance_role", help: "1 for the role.", labels: { role: ["master", "slave"] } });

const text = { category: "services", summary: "{title} is over {limit}", description: "It is {value}.", runbook: "services/any" } as const;
const severity = "warning";

/** One alert of each shape and of each kind of signal. */
export const everyShape: AlertDefinitions = {
  failures: alertAbove(shareOf(orders, { outcome: "failed" }), { ...text, limits: { warning: 0.05, critical: 0.15 }, minimum: 20 }),
  failuresAmongTried: alertAbove(shareOf(orders, { outcome: "failed" }, { among: { outcome: ["paid", "failed"] }, per: ["channel"] }), {
    ...text,
    limits: { warning: 0.1 },
    minimum: 50,
  }),
  busyShare: alertAbove(ratioOf(levelOf(drivers, { state: "busy" }, { per: [] }), levelOf(drivers, {}, { per: [] })), {
    ...text,
    limits: { warning: 0.8 },
    minimum: 10,
  }),
  fewAvailable: alertBelow(ratioOf(levelOf(drivers, { state: "available" }, { per: [] }), levelOf(drivers, {}, { per: [] })), {
    ...text,
    limits: { warning: 0.2 },
    minimum: 10,
  }),
  revenueDrop: alertBelow(comparedWithBefore(increaseOf(revenue, {}, { per: ["currency"], windowSeconds: 3600 })), {
    ...text,
    limits: { critical: 0.8 },
    minimum: 500,
    forSeconds: 900,
  }),
  usersDrop: alertBelow(comparedWithBefore(levelOf(used, {}, { per: [], operator: "max", averageSeconds: 900 })), {
    ...text,
    limits: { warning: 0.75 },
    minimum: 100,
    forSeconds: 900,
  }),
  meanDrop: alertBelow(comparedWithBefore(meanOf(wait, {}, { windowSeconds: 3600 })), { ...text, limits: { warning: 0.85 }, minimum: 50 }),
  roleHeld: alertAbove(levelOf(role, { role: "slave" }, { per: ["role"], operator: "max", averageSeconds: 300 }), {
    ...text,
    limits: { warning: 0.5 },
    forSeconds: 60,
  }),
  hitRate: alertBelow(ratioOf(rateOf(hits), sumOf(rateOf(hits), rateOf(misses))), { ...text, limits: { warning: 0.8 }, minimum: 100 }),
  slow: alertAbove(quantileOf(0.95, wait), { ...text, limits: { warning: 2, critical: 5 }, minimum: 20 }),
  meanWait: alertAbove(meanOf(wait), { ...text, limits: { warning: 1.5 }, minimum: 20 }),
  memory: alertAbove(restOf(ratioOf(levelOf(free), levelOf(size))), { ...text, limits: { warning: 0.8, critical: 0.95 } }),
  fills: alertFilling({ free, size }, { ...text, severity }),
  grows: alertFilling({ used, size: limit }, { ...text, severity, windowSeconds: 3 * 3600, aheadSeconds: 12 * 3600, fromShare: 0.5 }),
  usedShare: alertAbove(ratioOf(levelOf(used), levelOf(limit)), { ...text, limits: { warning: 0.8 }, guards: [whileAbove(levelOf(health), 0)] }),
  refusals: alertAbove(increaseOf(orders, { outcome: "refused" }), { ...text, limits: { info: 0 } }),
  surge: alertAbove(rateOf(hits, {}, { per: "series" }), { ...text, limits: { warning: 500 } }),
  lag: alertAbove(differenceOf(levelOf(limit), levelOf(used)), { ...text, limits: { warning: 1000 } }),
  backupOld: alertAbove(ageOf(backup), { ...text, limits: { warning: 86_400 } }),
  expires: alertBelow(timeUntil(expiry), { ...text, limits: { warning: 30 * 86_400, critical: 7 * 86_400 }, forSeconds: 3600 }),
  differs: alertAbove(spreadOf(hash), { ...text, limits: { warning: 0 } }),
  unhealthy: alertBelow(levelOf(health), { ...text, limits: { critical: 1 } }),
  tooMany: alertAbove(countOf(role, { role: "master" }), { ...text, limits: { critical: 1 } }),
  noMaster: alertAbsent(role, { ...text, labels: { role: "master" }, severity }),
  down: alertDown("down", { ...text, severity: "critical", explains: "job" }),
  instanceDown: alertDown("instance-down", { ...text, severity }),
  targetDown: alertDown("target-down", { ...text, severity }),
  watchdog: alertAlways({ ...text, severity: "info", forSeconds: 0 }),
  dataMissing: alertDataMissing([select(hits), select(misses)], { ...text, severity }),
};
