// Run with --import @platform/tracing/register: nothing here starts tracing, and everything it is to see is loaded after it.
import { request } from "node:http";
import { trace } from "@opentelemetry/api";

const peer = process.env.PEER ?? "";
trace.getTracer("app").startActiveSpan("job", async (span) => {
  await (await fetch(peer)).text();
  request(peer, (response) => response.resume()).end();
  span.end();
  if (process.env.WAIT !== undefined) {
    setInterval(() => {}, 1000);
    console.log("ready");
  }
});
