import type { TransformationJson } from "./dashboard-json.ts";
import { numberOf, type QueryData, samplesOf } from "./series.ts";

export type Cell = string | number | null;

/** Named columns, and rows of cells in their order. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** An answer as Grafana makes a table of it: a column for each label, one for the value, which several queries name after their letter. */
export function readTable(data: QueryData, { refId, only }: { readonly refId: string; readonly only: boolean }): Table {
  const samples = samplesOf(data);
  const labels = [...new Set(samples.flatMap(({ metric }) => Object.keys(metric)))].sort();
  const columns = ["Time", ...labels, only ? "Value" : `Value #${refId}`];
  const rows = samples.map(({ metric, value, values }): readonly Cell[] => {
    const [seconds, text] = value ?? values?.at(-1) ?? [];
    return [seconds ?? null, ...labels.map((label) => metric[label] ?? ""), numberOf(text)];
  });
  return { columns, rows };
}

/** Applies the transformations that generated tables use; others leave the table as it is. */
export function transformTables(tables: readonly Table[], transformations: readonly TransformationJson[]): Table {
  let [table = { columns: [], rows: [] }, ...others] = tables;
  for (const { id, options = {} } of transformations) {
    if (id === "merge") {
      table = mergeTables([table, ...others]);
      others = [];
    } else if (id === "filterFieldsByName") {
      const names = options.include?.names ?? [];
      table = pickColumns(
        table,
        table.columns.filter((column) => names.includes(column)),
      );
    } else if (id === "organize") {
      table = organize(table, options);
    }
  }
  return table;
}

function organize(table: Table, { excludeByName = {}, indexByName = {}, renameByName = {} }: NonNullable<TransformationJson["options"]>): Table {
  const place = (column: string) => indexByName[column] ?? Number.MAX_SAFE_INTEGER;
  const columns = table.columns.filter((column) => !excludeByName[column]).toSorted((one, other) => place(one) - place(other));
  const { rows } = pickColumns(table, columns);
  return { columns: columns.map((column) => renameByName[column] || column), rows };
}

function pickColumns({ columns, rows }: Table, wanted: readonly string[]): Table {
  const places = wanted.map((column) => columns.indexOf(column));
  return { columns: wanted, rows: rows.map((row) => places.map((place) => row[place] ?? null)) };
}

/** Rows of which all cells agree where both have one become a single row. */
function mergeTables(tables: readonly Table[]): Table {
  const columns = [...new Set(tables.flatMap((table) => table.columns))];
  const labels = columns.filter((column) => column !== "Time" && !column.startsWith("Value"));
  const merged = new Map<string, Cell[]>();
  for (const table of tables) {
    for (const row of table.rows) {
      const key = JSON.stringify(labels.map((label) => row[table.columns.indexOf(label)] ?? null));
      const target = merged.get(key) ?? columns.map(() => null);
      table.columns.forEach((column, index) => {
        target[columns.indexOf(column)] = row[index] ?? null;
      });
      merged.set(key, target);
    }
  }
  return { columns, rows: [...merged.values()] };
}

/** Numbers before text, both rising or both falling; empty cells last. */
export function sortRows(
  { columns, rows }: Table,
  sortBy: readonly { readonly displayName: string; readonly desc?: boolean }[],
): readonly (readonly Cell[])[] {
  return rows.toSorted((one, other) => {
    for (const { displayName, desc } of sortBy) {
      const at = columns.indexOf(displayName);
      const order = compareCells(one[at] ?? null, other[at] ?? null, desc === true);
      if (order !== 0) {
        return order;
      }
    }
    return 0;
  });
}

function compareCells(one: Cell, other: Cell, desc: boolean): number {
  const [emptyOne, emptyOther] = [isEmpty(one), isEmpty(other)];
  if (emptyOne || emptyOther) {
    return Number(emptyOne) - Number(emptyOther);
  }
  const order =
    typeof one === "number" && typeof other === "number" ? one - other : String(one).localeCompare(String(other), "en", { numeric: true });
  return desc ? -order : order;
}

function isEmpty(cell: Cell): boolean {
  return cell === null || cell === "" || (typeof cell === "number" && Number.isNaN(cell));
}
