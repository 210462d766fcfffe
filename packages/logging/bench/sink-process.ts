import { startSink } from "./loki-sink.ts";

/** A sink in a process of its own, so that its memory is not counted. Tells its address; takes whether to fail, and answers with its lines. */
const sink = await startSink();
process.on("message", (failing: boolean) => {
  sink.failing = failing;
  process.send?.(sink.lines());
});
process.on("disconnect", () => process.exit());
process.send?.(sink.url);
