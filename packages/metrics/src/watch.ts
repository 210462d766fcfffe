export { amqpDestination } from "./clients/amqp-destination.ts";
export { errorTypeOf } from "./clients/error-type-of.ts";
export { listenToChannels } from "./clients/listen-to-channels.ts";
export { type Method, replaceMethod } from "./clients/replace-method.ts";
export { type BeginExchange, type Exchange, type OutgoingRequest, watchHttpClients } from "./clients/watch-http-clients.ts";
export { watchPgClients } from "./clients/watch-pg-clients.ts";
export { type Finish, watchCallback, watchResult } from "./clients/watch-result.ts";
