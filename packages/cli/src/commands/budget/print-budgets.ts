import { printTable } from "../../terminal/print-table.ts";
import type { Sink } from "../../terminal/terminal.ts";
import type { ServiceBudgets } from "./read-budgets.ts";

const DAY = 86_400;
const HOUR = 3600;

/** A row for each objective. */
export function printBudgets(services: readonly ServiceBudgets[], sink: Sink): void {
  const rows = services.flatMap(({ service, slos }) =>
    slos.map(({ slo, state, budgetRemaining, burnRate, exhaustionSeconds }) => [
      service,
      slo,
      state,
      percentText(budgetRemaining),
      burnRate === null ? "–" : `${burnRate.toFixed(2)}×`,
      timeText(exhaustionSeconds),
    ]),
  );
  printTable(["service", "objective", "state", "budget left", "burn rate", "empty in"], rows, sink);
}

export function percentText(ratio: number | null): string {
  return ratio === null ? "–" : `${(ratio * 100).toFixed(1)} %`;
}

/** `12.5 d`, `3.0 h`; a dash while nothing is spent. */
export function timeText(seconds: number | null): string {
  if (seconds === null) {
    return "–";
  }
  return seconds >= DAY ? `${(seconds / DAY).toFixed(1)} d` : `${(seconds / HOUR).toFixed(1)} h`;
}
