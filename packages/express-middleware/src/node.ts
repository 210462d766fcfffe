export { type NodeHandler, type ObserveNode, type ObserveNodeOptions, observe } from "./node/observe.ts";
export { requestIdOf } from "./request/request-record.ts";
