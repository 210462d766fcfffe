// An older copy of the API, as a library brings it; with FIRST=1 it registers something before tracing does.
import { trace } from "@opentelemetry/api";
import { startTracing } from "@platform/tracing";
import * as older from "api-older";

if (process.env.FIRST === "1") {
  older.diag.setLogger({ error() {}, warn() {}, info() {}, debug() {}, verbose() {} });
}
const tracing = startTracing({ service: "copies" });
trace.getTracer("app").startActiveSpan("through our copy", (span) => {
  older.trace.getTracer("library").startSpan("through the older copy").end();
  span.end();
});
await tracing.shutdown();
