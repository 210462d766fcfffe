import { open } from "../definition/label-domain.ts";

/**
 * Class of an error, empty for none: `timeout`, `ECONNREFUSED`, `23505`. Never a message.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/error/#error-type
 */
export const ERROR_TYPE = open({ max: 30 });
