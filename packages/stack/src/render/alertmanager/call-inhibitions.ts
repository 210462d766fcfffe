import type { Model } from "@platform/grafana-dashboards";

/** Services whose failing answers explain those of others, and the objectives on both sides. */
export interface CallInhibition {
  /** Name of the service that is called. */
  readonly callee: string;
  /** Names of the services that call it, directly or through others. */
  readonly callers: readonly string[];
  /** Names of objectives on answers: of the callee, and of its callers. */
  readonly causes: readonly string[];
  readonly consequences: readonly string[];
}

type Service = Model["services"][number];
type SliKind = Service["slos"][number]["sli"]["kind"];

/** Objectives on whether answers are right: those of a caller fail with those of whom it calls. Being slow has reasons of its own. */
const OF_ANSWERS: readonly SliKind[] = ["http-availability", "event-ratio"];

/**
 * Who is paged instead of whom while a service that others call fails. Services that call each other in a circle are left out on both
 * sides, since each would silence the other and nobody would be paged.
 *
 * @returns by the callee's name
 */
export function callInhibitions({ services }: Pick<Model, "services">): readonly CallInhibition[] {
  const calls = new Map(services.map(({ service }) => [service.name, service.calls]));
  const callees = new Map(services.map(({ service }) => [service.name, reachedFrom(service.name, calls)]));
  return services.flatMap((called) => {
    const callee = called.service.name;
    const calling = services.filter(({ service: { name } }) => callees.get(name)?.has(callee) && !callees.get(callee)?.has(name));
    const callers = calling.filter((caller) => objectivesOf(caller).length > 0);
    const causes = objectivesOf(called);
    const consequences = [...new Set(callers.flatMap(objectivesOf))].sort();
    return causes.length === 0 || callers.length === 0 ? [] : [{ callee, callers: callers.map(({ service }) => service.name), causes, consequences }];
  });
}

function objectivesOf({ slos }: Service): readonly string[] {
  return slos.filter(({ sli }) => OF_ANSWERS.includes(sli.kind)).map(({ name }) => name);
}

function reachedFrom(name: string, calls: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [name];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const callee of calls.get(next) ?? []) {
      if (!reached.has(callee)) {
        reached.add(callee);
        open.push(callee);
      }
    }
  }
  return reached;
}
