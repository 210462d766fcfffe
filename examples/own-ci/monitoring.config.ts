import { definePlatform } from "@platform/grafana-dashboards/define";
import { defineCounter } from "@platform/metrics/define";
import { defineService, defineSlo, httpAvailability } from "@platform/slo/define";

export const letters = defineCounter({
  name: "letters_total",
  help: "Letters printed, or refused by the printer.",
  labels: { outcome: ["printed", "refused"] },
});

/** The service records with this very definition. */
export const printing = defineService({
  name: "printing",
  title: "Printing",
  help: "Prints letters.",
  owner: "team-letters",
  port: 3000,
  metrics: { letters },
  slos: [defineSlo({ name: "availability", help: "Letters are taken.", objective: 0.999, sli: httpAvailability() })],
});

export default definePlatform({
  name: "printing",
  title: "Printing",
  services: [printing],
  links: {
    grafana: "https://grafana.example.com",
    prometheus: "https://prometheus.example.com",
    alertmanager: "https://alertmanager.example.com",
    runbooks: "https://runbooks.example.com",
  },
});
