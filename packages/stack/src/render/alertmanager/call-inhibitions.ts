import type { Model } from "@platform/grafana-dashboards";

/** Services whose failing answers explain those of others, and the objectives on both sides. */
export interface CallInhibition {
  /** Names of the services that are called, all of them by the same callers. */
  readonly callees: readonly string[];
  /** Names of the services that call each of them, directly or through others. */
  readonly callers: readonly string[];
  /** Names of objectives on answers: of the callees, and of their callers. */
  readonly causes: readonly string[];
  readonly consequences: readonly string[];
}

type Service = Model["services"][number];
type SliKind = Service["slos"][number]["sli"]["kind"];

/** Objectives on whether answers are right: those of a caller fail with those of whom it calls. Being slow has reasons of its own. */
const OF_ANSWERS: ReadonlySet<SliKind> = new Set(["http-availability", "event-ratio"]);

/**
 * Who is paged instead of whom while a service that others call fails. Services that call each other in a circle are left out on both
 * sides, since each would silence the other and nobody would be paged.
 *
 * @returns by the names of the callees; those that explain the same are one
 */
export function callInhibitions({ services }: Pick<Model, "services">): readonly CallInhibition[] {
  const objectives = new Map(services.map((service) => [service.service.name, objectivesOf(service)]));
  const callees = new Map(services.map(({ service: { name, calls } }) => [name, calls]));
  const callers = turned(callees);
  const found = [...objectives].flatMap(([callee, causes]) => {
    if (causes.length === 0) {
      return [];
    }
    const called = reachedFrom(callee, callees);
    const calling = [...reachedFrom(callee, callers)].filter((name) => !called.has(name) && (objectives.get(name)?.length ?? 0) > 0).sort();
    const consequences = [...new Set(calling.flatMap((name) => objectives.get(name) ?? []))].sort();
    return calling.length === 0 ? [] : [{ callee, callers: calling, causes, consequences }];
  });
  return [...Map.groupBy(found, ({ callee: _, ...explained }) => JSON.stringify(explained)).values()].flatMap((some) => {
    const [first] = some;
    return first === undefined
      ? []
      : [{ callees: some.map(({ callee }) => callee), callers: first.callers, causes: first.causes, consequences: first.consequences }];
  });
}

function objectivesOf({ slos }: Service): readonly string[] {
  return slos.filter(({ sli }) => OF_ANSWERS.has(sli.kind)).map(({ name }) => name);
}

function turned(calls: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, readonly string[]> {
  const pairs = [...calls].flatMap(([caller, callees]) => callees.map((callee) => ({ caller, callee })));
  const byCallee = Map.groupBy(pairs, ({ callee }) => callee);
  return new Map([...byCallee].map(([callee, some]) => [callee, some.map(({ caller }) => caller)]));
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
