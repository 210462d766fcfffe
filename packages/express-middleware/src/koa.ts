export { type KoaContext, type ObserveKoa, observe } from "./koa/observe.ts";
export { requestIdOf } from "./request/request-record.ts";
