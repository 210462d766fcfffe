/** A row as the driver reads it; each query states the shape that its columns have. */
export type Row = Readonly<Record<string, unknown>>;

export interface Queries {
  /**
   * Runs one statement.
   *
   * @param values - for `$1`, `$2`, …
   * @returns the rows, none for a statement without any
   */
  query<R extends object = Row>(sql: string, values?: readonly unknown[]): Promise<readonly R[]>;
}

/** What the services need of Postgres. */
export interface Database extends Queries {
  /** Commits when the callback returns, rolls back when it throws. */
  transaction<T>(run: (queries: Queries) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
