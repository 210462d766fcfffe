import { businessFlows } from "./business-flows.ts";
import { postgresWriteAndRead } from "./postgres-flow.ts";
import { rabbitmqSendAndReceive, redisWriteAndRead } from "./store-flows.ts";

const { SYNTHETICS_EVERY_SECONDS, DATABASE_URL, REDIS_URL, AMQP_URL } = process.env;
const everySeconds = Number(SYNTHETICS_EVERY_SECONDS || 60);

/** What `platform synthetics` runs against the travel platform; the stores are tried where their address is known. */
export default [
  ...businessFlows(everySeconds),
  ...(DATABASE_URL ? [postgresWriteAndRead(everySeconds)] : []),
  ...(REDIS_URL ? [redisWriteAndRead(everySeconds)] : []),
  ...(AMQP_URL ? [rabbitmqSendAndReceive(everySeconds)] : []),
];
