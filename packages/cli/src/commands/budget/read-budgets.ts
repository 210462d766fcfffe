import { type Model, type PrometheusClient, PrometheusError, type ServiceModel } from "@platform/grafana-dashboards";
import { type Expression, print } from "@platform/promql";
import { type BudgetReadings, budgetQueries, combineStates, decideSlo, type GateState, type SloDecision } from "@platform/slo";
import { CommandError } from "../../command-error.ts";
import { exitCode } from "../../exit-code.ts";
import { chooseServices } from "../choose-services.ts";

export interface ServiceBudgets {
  readonly service: string;
  readonly state: GateState;
  readonly slos: readonly SloDecision[];
}

/** The services to ask about: the one that is named, or all that promise something. */
export function servicesWithBudget({ services }: Model, name: string | undefined): readonly ServiceModel[] {
  const chosen = chooseServices(
    services.map(({ service }) => service),
    name,
  );
  const promising = services.filter(({ service, slos }) => slos.length > 0 && chosen.includes(service));
  if (promising.length === 0) {
    const message = name === undefined ? "No service has an objective" : `Service ${JSON.stringify(name)} has no objective`;
    throw new CommandError("objective_missing", `${message}, so that there is no budget to judge.`, { exit: exitCode.usage });
  }
  return promising;
}

/** Reads and judges every budget of a service. What Prometheus does not say makes it unknown, with the reason. */
export async function readBudgets({ service, alerts }: ServiceModel, client: PrometheusClient, atSeconds: number): Promise<ServiceBudgets> {
  const ask = async (expression: Expression) =>
    (await client.series(print(expression), atSeconds)).map(({ samples }) => samples[0]?.[1] ?? Number.NaN);
  const slos = await Promise.all(
    budgetQueries(service, alerts).map(async ({ slo, ...queries }): Promise<SloDecision> => {
      try {
        const names = Object.keys(queries) as readonly (keyof typeof queries)[];
        const readings = await Promise.all(names.map(async (name) => [name, await ask(queries[name])] as const));
        return decideSlo(slo, Object.fromEntries(readings) as unknown as BudgetReadings);
      } catch (error) {
        if (error instanceof PrometheusError) {
          return { slo: slo.name, state: "unknown", reason: error.message, budgetRemaining: null, burnRate: null, exhaustionSeconds: null };
        }
        throw error;
      }
    }),
  );
  return { service: service.name, state: combineStates(slos.map(({ state }) => state)), slos };
}
