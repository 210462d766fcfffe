import type { PlatformDefinition } from "@platform/grafana-dashboards/define";
import { type Component, FILES, secretFile } from "./component.ts";
import { IMAGES } from "./images.ts";

/**
 * Dashboards to look at, with a password from a file, and OAuth where the settings name a provider.
 *
 * @see https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/#override-configuration-with-environment-variables
 */
export function grafana({ name, links }: PlatformDefinition): Component {
  return {
    name: "grafana",
    image: IMAGES.grafana,
    user: 472,
    args: [],
    env: {
      GF_PATHS_PROVISIONING: `${FILES}/grafana/provisioning`,
      GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH: `${FILES}/dashboards/${name}-overview.json`,
      GF_SERVER_ROOT_URL: "$(GRAFANA_URL)",
      GF_SECURITY_ADMIN_USER: "$(GRAFANA_ADMIN_USER)",
      GF_SECURITY_ADMIN_PASSWORD__FILE: secretFile("grafana-admin-password"),
      GF_SECURITY_DISABLE_GRAVATAR: "true",
      GF_SECURITY_COOKIE_SECURE: "$(GRAFANA_COOKIE_SECURE)",
      GF_SECURITY_COOKIE_SAMESITE: "lax",
      GF_USERS_ALLOW_SIGN_UP: "false",
      GF_AUTH_ANONYMOUS_ENABLED: "false",
      ...OAUTH,
      GF_ANALYTICS_REPORTING_ENABLED: "false",
      GF_ANALYTICS_CHECK_FOR_UPDATES: "false",
      GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: "false",
      GF_LOG_MODE: "console",
      GF_LOG_CONSOLE_FORMAT: "json",
      // Every request, and whose it was.
      GF_SERVER_ROUTER_LOGGING: "true",
      // Alerts are Prometheus's; a second engine beside it would only ask who is right.
      GF_UNIFIED_ALERTING_EXECUTE_ALERTS: "false",
    },
    settings: {
      GRAFANA_URL: links.grafana,
      GRAFANA_ADMIN_USER: "admin",
      GRAFANA_COOKIE_SECURE: "false",
      GRAFANA_OAUTH_ENABLED: "false",
      GRAFANA_OAUTH_NAME: "OAuth",
      GRAFANA_OAUTH_CLIENT_ID: "",
      GRAFANA_OAUTH_SCOPES: "openid profile email",
      GRAFANA_OAUTH_AUTH_URL: "",
      GRAFANA_OAUTH_TOKEN_URL: "",
      GRAFANA_OAUTH_API_URL: "",
      GRAFANA_OAUTH_ROLE_PATH: "'Viewer'",
    },
    ports: [{ name: "http", port: 3000, local: 3000 }],
    files: [{ folder: "grafana" }, { folder: "dashboards", reread: "by itself" }],
    secrets: [
      { name: "grafana-admin-password", to: secretFile("grafana-admin-password") },
      { name: "grafana-oauth-secret", to: secretFile("grafana-oauth-secret"), isOptional: true },
    ],
    data: { to: "/var/lib/grafana", gibibytes: 2 },
    health: { path: "/api/health", port: 3000, ask: "wget" },
    limits: { cpus: 1, mebibytes: 512 },
  };
}

/** https://grafana.com/docs/grafana/latest/setup-grafana/configure-access/configure-authentication/generic-oauth/ */
const OAUTH = {
  GF_AUTH_GENERIC_OAUTH_ENABLED: "$(GRAFANA_OAUTH_ENABLED)",
  GF_AUTH_GENERIC_OAUTH_NAME: "$(GRAFANA_OAUTH_NAME)",
  GF_AUTH_GENERIC_OAUTH_CLIENT_ID: "$(GRAFANA_OAUTH_CLIENT_ID)",
  GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET__FILE: secretFile("grafana-oauth-secret"),
  GF_AUTH_GENERIC_OAUTH_SCOPES: "$(GRAFANA_OAUTH_SCOPES)",
  GF_AUTH_GENERIC_OAUTH_AUTH_URL: "$(GRAFANA_OAUTH_AUTH_URL)",
  GF_AUTH_GENERIC_OAUTH_TOKEN_URL: "$(GRAFANA_OAUTH_TOKEN_URL)",
  GF_AUTH_GENERIC_OAUTH_API_URL: "$(GRAFANA_OAUTH_API_URL)",
  GF_AUTH_GENERIC_OAUTH_USE_PKCE: "true",
  GF_AUTH_GENERIC_OAUTH_USE_REFRESH_TOKEN: "true",
  GF_AUTH_GENERIC_OAUTH_ALLOW_ASSIGN_GRAFANA_ADMIN: "false",
  GF_AUTH_GENERIC_OAUTH_ROLE_ATTRIBUTE_PATH: "$(GRAFANA_OAUTH_ROLE_PATH)",
} as const;
