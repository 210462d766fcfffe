import { type Model, type OutputFile, renderYaml } from "@platform/grafana-dashboards";
import { escapeRegex } from "@platform/promql";
import type { HttpQuestion, ProbeDefinition, ProbeQuestion, TcpQuestion } from "@platform/synthetics/define";
import type { ProbingExporter } from "../exporters/blackbox.ts";

/** Where {@link renderBlackbox} writes. */
export const BLACKBOX_CONFIG = "blackbox/blackbox.yml";

type Question<B extends ProbeQuestion["by"]> = Extract<ProbeQuestion, { by: B }>;

/**
 * The configuration of the blackbox exporter: one module for each probe of the platform; nothing where it has none.
 *
 * @returns `blackbox/blackbox.yml`
 * @see https://github.com/prometheus/blackbox_exporter/blob/master/CONFIGURATION.md
 */
export function renderBlackbox({ exporters }: Model): readonly OutputFile[] {
  const probes = exporters.flatMap((exporter) => ("probes" in exporter ? (exporter as ProbingExporter).probes : []));
  if (probes.length === 0) {
    return [];
  }
  const modules = Object.fromEntries(probes.toSorted((one, other) => (one.name < other.name ? -1 : 1)).map((probe) => [probe.name, moduleOf(probe)]));
  return [{ path: BLACKBOX_CONFIG, content: renderYaml({ modules }) }];
}

const MODULES = {
  http: httpModule,
  tcp: tcpModule,
  dns: dnsModule,
  icmp: () => ({ prober: "icmp", icmp: { preferred_ip_protocol: "ip4" } }),
} satisfies { readonly [B in ProbeQuestion["by"]]: (question: Question<B>, probe: ProbeDefinition) => object };

function moduleOf(probe: ProbeDefinition): object {
  const render = MODULES[probe.ask.by] as (question: ProbeQuestion, probe: ProbeDefinition) => object;
  return { timeout: `${probe.timeoutSeconds}s`, ...render(probe.ask, probe) };
}

function httpModule({ method = "GET", statuses, bodyHas, bodyLacks, headers = {}, followRedirects = true, caFile }: HttpQuestion): object {
  const required = Object.entries(headers).map(([header, value]) => ({ header, regexp: escapeRegex(value), allow_missing: false }));
  return {
    prober: "http",
    http: {
      method,
      preferred_ip_protocol: "ip4",
      follow_redirects: followRedirects,
      ...(statuses !== undefined && { valid_status_codes: statuses }),
      ...(bodyHas !== undefined && { fail_if_body_not_matches_regexp: [escapeRegex(bodyHas)] }),
      ...(bodyLacks !== undefined && { fail_if_body_matches_regexp: [escapeRegex(bodyLacks)] }),
      ...(required.length > 0 && { fail_if_header_not_matches: required }),
      ...(caFile !== undefined && { tls_config: { ca_file: caFile } }),
    },
  };
}

function tcpModule({ tls = false, serverName, caFile }: TcpQuestion): object {
  const checks = { ...(serverName !== undefined && { server_name: serverName }), ...(caFile !== undefined && { ca_file: caFile }) };
  return {
    prober: "tcp",
    tcp: { preferred_ip_protocol: "ip4", tls, ...(tls && Object.keys(checks).length > 0 && { tls_config: checks }) },
  };
}

function dnsModule({ query, type = "A", answerHas }: Question<"dns">): object {
  return {
    prober: "dns",
    dns: {
      preferred_ip_protocol: "ip4",
      query_name: query,
      query_type: type,
      valid_rcodes: ["NOERROR"],
      // Without a rule an empty answer would do.
      validate_answer_rrs: { fail_if_none_matches_regexp: [escapeRegex(answerHas ?? "")].map((text) => (text === "" ? "." : text)) },
    },
  };
}
