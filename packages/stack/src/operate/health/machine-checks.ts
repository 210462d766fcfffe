import { X509Certificate } from "node:crypto";
import { readFile, statfs } from "node:fs/promises";
import { readBackupTimes } from "../backup/backup-times.ts";
import { askAt, querySamples } from "./prometheus-api.ts";
import { looked } from "./prometheus-checks.ts";
import type { HealthCheck } from "./stack-health.ts";

const LEAST_FREE_SHARE = 0.1;
const LEAST_CERTIFICATE_DAYS = 14;
const DAY_SECONDS = 86_400;

export const disk: HealthCheck = async ({ state }) => [
  await looked("disk", async () => {
    const { bavail, blocks, bsize } = await statfs(state.root);
    const share = bavail / blocks;
    const found = `${Math.round(100 * share)} % of ${Math.round((blocks * bsize) / 2 ** 30)} GiB free`;
    return share < LEAST_FREE_SHARE
      ? { state: "wrong", found, fix: "Free space or shorten the retention: without any, all data stops." }
      : { state: "fine", found };
  }),
];

/** Those that the blackbox exporter has seen; without it nothing looks at any. */
export const certificates: HealthCheck = async ({ endpointOf, record }) => {
  const prometheus = endpointOf("prometheus");
  if (prometheus === undefined || !record.programs.some(({ name }) => name === "blackbox")) {
    return [];
  }
  return [
    await looked("certificates", async () => {
      const days = await querySamples(askAt(prometheus), `min by (instance) (probe_ssl_earliest_cert_expiry - time()) / ${DAY_SECONDS}`);
      const short = days.filter(({ value }) => value < LEAST_CERTIFICATE_DAYS);
      return short.length > 0
        ? {
            state: "wrong",
            found: short.map(({ labels, value }) => `${labels.instance} ends in ${value.toFixed(1)} days`).join(", "),
            fix: "Renew them.",
          }
        : { state: "fine", found: `${days.length} seen, none ends within ${LEAST_CERTIFICATE_DAYS} days` };
    }),
  ];
};

/** That of `--protect tls`, which nobody probes from outside. */
export const ownCertificate: HealthCheck = async ({ web }) => {
  const file = web?.tls?.certificateFile;
  if (file === undefined) {
    return [];
  }
  return [
    await looked("own certificate", async () => {
      const { validTo } = new X509Certificate(await readFile(file));
      const days = (Date.parse(validTo) - Date.now()) / 1000 / DAY_SECONDS;
      return days < LEAST_CERTIFICATE_DAYS
        ? { state: "wrong", found: `${file} ends in ${days.toFixed(1)} days`, fix: "Renew it in its file: it is used from the next connection on." }
        : { state: "fine", found: `${file} ends in ${Math.floor(days)} days` };
    }),
  ];
};

export const backupAge: HealthCheck = async ({ state }) => [
  await looked("backup age", async () => {
    const { lastSuccess, due } = await readBackupTimes(state);
    if (lastSuccess === undefined) {
      return { state: "warning", found: "no backup has been made", fix: "Run: platform stack backup" };
    }
    const hours = ((Date.now() / 1000 - lastSuccess) / 3600).toFixed(1);
    return Date.now() / 1000 > due
      ? { state: "wrong", found: `${hours} hours, over 26`, fix: "Run: platform stack backup; and see why the daily one does not." }
      : { state: "fine", found: `${hours} hours` };
  }),
];
