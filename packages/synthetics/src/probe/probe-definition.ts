import { DefinitionError, markPlace } from "@platform/metrics/define";

/** Whom a probe is about: what is ours is told apart from what we only depend on. */
export const PROBE_KINDS = ["service", "endpoint", "dns", "certificate", "cdn", "third-party"] as const;

export type ProbeKind = (typeof PROBE_KINDS)[number];

/** One question that is asked from outside, again and again, by a blackbox exporter. */
export interface ProbeDefinition {
  readonly kind: "probe";
  /** Kebab-case; the value of the label `probe`. */
  readonly name: string;
  readonly of: ProbeKind;
  /** A URL, `host:port` or a host, as the exporter reaches it. */
  readonly target: string;
  /** Default 5. */
  readonly timeoutSeconds: number;
  readonly ask: ProbeQuestion;
}

export type ProbeQuestion =
  | ({ readonly by: "http" } & HttpQuestion)
  | ({ readonly by: "tcp" } & TcpQuestion)
  | ({ readonly by: "dns" } & DnsQuestion)
  | { readonly by: "icmp" };

export interface HttpQuestion {
  /** Default `GET`. */
  readonly method?: "GET" | "HEAD" | "POST";
  /** Accepted; default every status from 200 to 299. */
  readonly statuses?: readonly number[];
  /** Text that the body must have. */
  readonly bodyHas?: string;
  /** Text that the body must not have. */
  readonly bodyLacks?: string;
  /** Headers that the answer must have, with a part of their value: `{ "cache-control": "max-age=" }`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Default true; ten at most. */
  readonly followRedirects?: boolean;
  /** PEM file of an authority of your own, on the machine of the exporter. */
  readonly caFile?: string;
}

export interface TcpQuestion {
  /** Whether a TLS handshake is made, which tells when the certificates of the chain expire. Default false. */
  readonly tls?: boolean;
  /** Name that the certificate must have; default the host of the target. */
  readonly serverName?: string;
  readonly caFile?: string;
}

export interface DnsQuestion {
  /** Name that is asked for. */
  readonly query: string;
  /** Default `A`. */
  readonly type?: "A" | "AAAA" | "CNAME" | "MX" | "NS" | "TXT";
  /** Text that each answer must have, such as an address. */
  readonly answerHas?: string;
}

export interface ProbeOptions {
  readonly of: ProbeKind;
  readonly target: string;
  readonly timeoutSeconds?: number;
}

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const ADDRESS = /^(\[[0-9a-fA-F:]+\]|[^\s:/]+):\d{1,5}$/;
const HOST = /^[^\s:/]+$/;
const HEADER = /^[A-Za-z0-9-]+$/;

/**
 * A web page or an endpoint: its status, its body, its headers and its certificate.
 *
 * @throws DefinitionError `probe_name_invalid`, `probe_kind_unknown`, `probe_target_invalid`, `probe_timeout_invalid`, `probe_status_invalid`, `probe_header_invalid`
 */
export function probeHttp(name: string, { of, target, timeoutSeconds, ...question }: ProbeOptions & HttpQuestion): ProbeDefinition {
  const protocol = URL.parse(target)?.protocol;
  checkTarget(name, target, protocol === "http:" || protocol === "https:", "a URL that begins with http:// or https://");
  const wrong = question.statuses?.find((status) => !Number.isInteger(status) || status < 100 || status > 599);
  if (wrong !== undefined) {
    throw new DefinitionError("probe_status_invalid", `Probe "${name}" accepts statuses from 100 to 599, got ${wrong}.`);
  }
  const header = Object.keys(question.headers ?? {}).find((each) => !HEADER.test(each));
  if (header !== undefined) {
    throw new DefinitionError("probe_header_invalid", `Probe "${name}" asks for header ${JSON.stringify(header)}, which must match ${HEADER}.`);
  }
  return markPlace(define(name, { of, target, timeoutSeconds }, { by: "http", ...question }), probeHttp);
}

/**
 * A port that takes connections, and with `tls` its certificates.
 *
 * @throws DefinitionError as {@link probeHttp}
 */
export function probeTcp(name: string, { of, target, timeoutSeconds, ...question }: ProbeOptions & TcpQuestion): ProbeDefinition {
  checkTarget(name, target, ADDRESS.test(target), 'a host and a port, such as "db-1:5432"');
  return markPlace(define(name, { of, target, timeoutSeconds }, { by: "tcp", ...question }), probeTcp);
}

/**
 * A record of a name, as the name server of the target, `host:port`, answers it.
 *
 * @throws DefinitionError as {@link probeHttp}
 */
export function probeDns(name: string, { of, target, timeoutSeconds, ...question }: ProbeOptions & DnsQuestion): ProbeDefinition {
  checkTarget(name, target, ADDRESS.test(target), 'a name server and its port, such as "9.9.9.9:53"');
  return markPlace(define(name, { of, target, timeoutSeconds }, { by: "dns", ...question }), probeDns);
}

/**
 * A machine that answers pings. The exporter needs the right to send them: `CAP_NET_RAW`, or a wide `net.ipv4.ping_group_range`.
 *
 * @throws DefinitionError as {@link probeHttp}
 */
export function probeIcmp(name: string, { of, target, timeoutSeconds }: ProbeOptions): ProbeDefinition {
  checkTarget(name, target, HOST.test(target), "a host");
  return markPlace(define(name, { of, target, timeoutSeconds }, { by: "icmp" }), probeIcmp);
}

function define(
  name: string,
  { of, target, timeoutSeconds = 5 }: Omit<ProbeOptions, "timeoutSeconds"> & { readonly timeoutSeconds: number | undefined },
  ask: ProbeQuestion,
): ProbeDefinition {
  if (!NAME.test(name) || name.length > 60) {
    throw new DefinitionError("probe_name_invalid", `Probe ${JSON.stringify(name)} must match ${NAME} and have at most 60 characters.`);
  }
  if (!PROBE_KINDS.includes(of)) {
    throw new DefinitionError("probe_kind_unknown", `Probe "${name}" is of ${JSON.stringify(of)}, which is none of ${PROBE_KINDS.join(", ")}.`);
  }
  if (!(timeoutSeconds > 0 && timeoutSeconds <= 9)) {
    throw new DefinitionError(
      "probe_timeout_invalid",
      `Probe "${name}" takes over 0 to 9 seconds, less than a scrape may take, got ${timeoutSeconds}.`,
    );
  }
  return { kind: "probe", name, of, target, timeoutSeconds, ask };
}

function checkTarget(name: string, target: string, isValid: boolean, rule: string): void {
  if (!isValid) {
    throw new DefinitionError("probe_target_invalid", `The target of probe "${name}" is ${rule}, got ${JSON.stringify(target)}.`);
  }
}
