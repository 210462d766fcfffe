import { type Component, FILES } from "./component.ts";
import { IMAGES } from "./images.ts";

/**
 * Reads the output of containers and sends it to Loki.
 *
 * @see https://grafana.com/docs/alloy/latest/reference/cli/run/
 */
export const ALLOY: Component = {
  name: "alloy",
  image: IMAGES.alloy,
  user: 473,
  args: ["run", `${FILES}/alloy/config.alloy`, "--server.http.listen-addr=0.0.0.0:12345", "--storage.path=/var/lib/alloy", "--disable-reporting"],
  env: {},
  settings: {},
  ports: [{ name: "http", port: 12345 }],
  files: [{ folder: "alloy", reread: "at SIGHUP" }],
  secrets: [],
  data: { to: "/var/lib/alloy", gibibytes: 1 },
  health: { path: "/-/ready", port: 12345, ask: "bash" },
  limits: { cpus: 0.5, mebibytes: 512 },
};
