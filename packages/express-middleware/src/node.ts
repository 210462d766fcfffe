export { type NodeHandler, type ObserveNode, type ObserveNodeOptions, observe } from "./node/observe.ts";
export { noteError, requestIdOf } from "./request/request-record.ts";
