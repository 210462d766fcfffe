import { placeOf } from "@platform/metrics/define";
import type { Check } from "./checks.ts";

/** An SLO whose rules read so much that Prometheus, which evaluates them for ever, has no time for anything else. */
export const sloAffordable: Check = ({ platform, services }) =>
  services.flatMap(({ service, costs }) => {
    const { instances, samplesPerSlo } = platform.prometheus;
    return costs
      .filter(({ samplesPerRound }) => samplesPerRound > samplesPerSlo)
      .map(({ slo, samplesPerRound }) => ({
        severity: "error" as const,
        subject: `slo ${slo} of service ${service.name}`,
        message:
          `Its rules read up to ${Math.round(samplesPerRound)} samples when each is evaluated once, with ${instances} ${instances === 1 ? "instance" : "instances"}; ` +
          `at most ${samplesPerSlo} are taken.`,
        place: placeOf(service.slos.find(({ name }) => name === slo) ?? service),
      }));
  });
