import type { Queries } from "../database/database.ts";

/** How many rides wait for each step. */
export interface DueWork {
  /** For a driver to be offered to. */
  readonly requested: number;
  /** For the driver's answer, whose time has come. */
  readonly offered: number;
  /** For the driver, who has come. */
  readonly matched: number;
  /** For the destination, which has come. */
  readonly riding: number;
  /** To be charged. */
  readonly arrived: number;
}

/** One statement, so that a quiet platform costs next to nothing. */
export async function readDueWork(database: Queries): Promise<DueWork> {
  const [due] = await database.query<DueWork>(
    `SELECT count(*) FILTER (WHERE status = 'requested')::integer AS requested,
      count(*) FILTER (WHERE status = 'offered' AND due_at <= now())::integer AS offered,
      count(*) FILTER (WHERE status = 'matched' AND due_at <= now())::integer AS matched,
      count(*) FILTER (WHERE status = 'riding' AND due_at <= now())::integer AS riding,
      count(*) FILTER (WHERE status = 'arrived')::integer AS arrived
    FROM taxi.ride WHERE status IN ('requested', 'offered', 'matched', 'riding', 'arrived')`,
  );
  return due as DueWork;
}
