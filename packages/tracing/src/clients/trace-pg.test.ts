import { PGlite } from "@electric-sql/pglite";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";
import { type Span, SpanKind, trace } from "@opentelemetry/api";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type FinishedSpans, finishedSpans } from "../../test/finished-spans.ts";
import { startTracing, type Tracing, tracePg, withSpan } from "../index.ts";

let database: PGlite;
let server: PGLiteSocketServer;
let tracing: Tracing;
let finished: FinishedSpans;

beforeAll(async () => {
  database = await PGlite.create();
  server = new PGLiteSocketServer({ db: database, host: "127.0.0.1", port: 0, maxConnections: 10 });
  await server.start();
  finished = finishedSpans();
  tracing = startTracing({ service: "shop", exporter: "none", processors: [finished.processor] });
}, 180_000);

afterAll(async () => {
  await tracing?.shutdown();
  await server?.stop();
  await database?.close();
});

test("queries of pg are spans of whoever asked, through a pool that lets them wait, and of callbacks too", async () => {
  const pool = new pg.Pool({ connectionString: `postgres://postgres@${server.getServerConn()}/postgres`, max: 1 });
  const pgTracing = tracePg(pool);
  let activeInCallback: Span | undefined;
  expect(tracePg(pool)).toBe(pgTracing);
  try {
    await Promise.all(
      ["a", "b", "c"].map((name) =>
        withSpan(name, {}, () =>
          name === "b"
            ? new Promise<void>((resolve, reject) =>
                pool.query("SELECT 1", (error) => {
                  activeInCallback = trace.getActiveSpan();
                  error ? reject(error) : resolve();
                }),
              )
            : pool.query("SELECT $1::int", [1]),
        ),
      ),
    );
    await withSpan("d", {}, () => pool.query("SELECT * FROM missing")).catch(() => {});
  } finally {
    pgTracing.stop();
    await pool.end();
  }
  expect(activeInCallback).toBe(finished.named("b"));
  for (const name of ["a", "b", "c", "d"]) {
    const parent = finished.named(name).spanContext();
    const [query, ...more] = finished.spans.filter(({ parentSpanContext }) => parentSpanContext?.spanId === parent.spanId);
    expect(more).toEqual([]);
    expect(query).toMatchObject({
      name: "SELECT",
      kind: SpanKind.CLIENT,
      attributes: { "db.system.name": "postgresql", "db.operation.name": "SELECT" },
    });
    expect(query?.attributes["error.type"]).toBe(name === "d" ? "42P01" : undefined);
  }
});

test("anything but a pool is refused with its code", () => {
  expect(() => tracePg({} as pg.Pool)).toThrow(expect.objectContaining({ code: "client_unknown" }));
});
