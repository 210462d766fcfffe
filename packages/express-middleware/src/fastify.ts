export { type ObserveFastify, observe } from "./fastify/observe.ts";
export { requestIdOf } from "./request/request-record.ts";
