export { type CreateLoggerOptions, createLogger, LEVELS, type LogLevel } from "./create-logger.ts";
export { createLokiDelivery, type LokiDelivery, type LokiDeliveryOptions } from "./delivery/create-loki-delivery.ts";
export type { DeliveryCounts } from "./delivery/delivery-counts.ts";
export type { LokiTarget } from "./delivery/loki-client.ts";
export { type LoggedService, RESERVED_FIELDS } from "./line/fields.ts";
export type { LineOutput } from "./line/line-stream.ts";
export { type SerializedError, serializeError } from "./line/serialize-error.ts";
export type { TextOptions } from "./redaction/redact-text.ts";
export type { KeyOptions } from "./redaction/sensitive-key.ts";
