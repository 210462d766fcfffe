export interface FiringAlert {
  readonly name: string;
  /** Empty for an alert that is about no service. */
  readonly service: string;
  readonly severity: string;
  readonly summary: string;
  readonly runbookUrl: string;
  readonly dashboardUrl: string;
}

interface LiveAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

const ANSWER_SECONDS = 10;
const SEVERITIES: readonly string[] = ["critical", "warning", "info"];

/**
 * Alerts that Alertmanager has and would notify of: neither silenced nor inhibited. By severity, then by name.
 *
 * @param options.url - of Alertmanager, without a slash at the end
 * @throws Error when Alertmanager does not answer
 * @see https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml
 */
export async function firingAlerts({ url }: { readonly url: string }): Promise<readonly FiringAlert[]> {
  const response = await fetch(`${url}/api/v2/alerts?active=true&silenced=false&inhibited=false`, {
    signal: AbortSignal.timeout(ANSWER_SECONDS * 1000),
  });
  if (!response.ok) {
    throw new Error(`Alertmanager answers ${response.status}.`);
  }
  const alerts = ((await response.json()) as readonly LiveAlert[]).map(toFiringAlert);
  return alerts.toSorted((one, other) => weight(one) - weight(other) || (one.name < other.name ? -1 : 1));
}

function toFiringAlert({ labels, annotations }: LiveAlert): FiringAlert {
  return {
    name: labels.alertname ?? "",
    service: labels.service ?? "",
    severity: labels.severity ?? "",
    summary: annotations.summary ?? "",
    runbookUrl: annotations.runbook_url ?? "",
    dashboardUrl: annotations.dashboard_url ?? "",
  };
}

function weight({ severity }: FiringAlert): number {
  return SEVERITIES.indexOf(severity);
}
