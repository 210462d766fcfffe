/** Option of the commands that talk to a Grafana, as arguments of `Command.option`. */
export const GRAFANA = ["--grafana <url>", "where it is; default GRAFANA_URL, or that of the platform's links"] as const;
