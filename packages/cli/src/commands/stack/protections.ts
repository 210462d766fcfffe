/** What Prometheus and Alertmanager ask of those who come: nothing, a password, or a password by TLS. */
export const PROTECTIONS = ["none", "password", "tls"] as const;

export type Protection = (typeof PROTECTIONS)[number];
