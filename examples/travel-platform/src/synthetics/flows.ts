import { businessFlows } from "./business-flows.ts";
import { postgresWriteAndRead } from "./write-and-read.ts";

const everySeconds = Number(process.env.SYNTHETICS_EVERY_SECONDS || 60);

/** What `platform synthetics` runs against the travel platform. */
export default [...businessFlows(everySeconds), ...(process.env.DATABASE_URL ? [postgresWriteAndRead(everySeconds)] : [])];
