import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { metricsHandler } from "@platform/metrics";
import { collectProcessMetrics } from "@platform/metrics/runtime";
import type { FlowRun } from "../run/run-flow.ts";
import type { FlowStatus, Runner } from "./create-runner.ts";

export interface ServeRunnerOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** Default `127.0.0.1`. */
  readonly host?: string;
}

export interface RunnerServer {
  readonly port: number;
  /** Stops the runner as {@link Runner.stop} does, and then the server. */
  stop(options?: { readonly timeoutSeconds?: number }): Promise<void>;
}

/** Seconds by which a start may be late before the scheduler is taken for dead. */
const LATE_SECONDS = 30;

/**
 * Starts the runner, and a server that shows its metrics at `/metrics`, whether it keeps its times at `/healthz`, and the last run and the last failure
 * of each flow, with their traces, at `/runs`.
 *
 * Rejects if the port cannot be had; nothing is started then.
 */
export async function serveRunner(runner: Runner, { port, host = "127.0.0.1" }: ServeRunnerOptions): Promise<RunnerServer> {
  const scrape = metricsHandler({ registry: runner.registry });
  let ending = false;
  const server = createServer((request, response) => {
    // A scraper that keeps its connection would look like something that a run has left open.
    response.setHeader("Connection", "close");
    void answer(request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, host, resolve);
  });
  const process = collectProcessMetrics({ registry: runner.registry });
  runner.start();
  return {
    port: (server.address() as AddressInfo).port,
    async stop(options) {
      ending = true;
      await runner.stop(options);
      process.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.split("?", 1)[0];
    if (path === "/metrics") {
      await scrape(request, response);
    } else if (request.method !== "GET" && request.method !== "HEAD") {
      sendJson(response, 405, { error: "method not allowed" });
    } else if (path === "/healthz") {
      const late = runner.status().filter(({ nextInSeconds }) => nextInSeconds < -LATE_SECONDS);
      const isWell = !ending && late.length === 0;
      sendJson(response, isWell ? 200 : 503, { status: ending ? "stopping" : isWell ? "ok" : "late", late: late.map(({ flow }) => flow.name) });
    } else if (path === "/runs") {
      sendJson(response, 200, { location: runner.location, flows: runner.status().map(describeStatus) });
    } else {
      sendJson(response, 404, { error: "not found" });
    }
  }
}

function describeStatus({ flow, isRunning, nextInSeconds, lastRun, lastFailure }: FlowStatus) {
  return {
    flow: flow.name,
    everySeconds: flow.everySeconds,
    isRunning,
    nextInSeconds: Number(nextInSeconds.toFixed(3)),
    lastRun: lastRun === undefined ? null : describeRun(lastRun),
    lastFailure: lastFailure === undefined ? null : describeRun(lastFailure),
  };
}

/** A run as a line of JSON: for a log, and for `/runs`. Names are those of the platform's other lines. */
export function describeRun({ flow, location, outcome, startedAtSeconds, seconds, attempts, failure, traceId }: FlowRun) {
  return {
    flow: flow.name,
    location,
    outcome,
    startedAt: new Date(startedAtSeconds * 1000).toISOString(),
    seconds: Number(seconds.toFixed(6)),
    attempts: attempts.length,
    ...(failure && { failure }),
    ...(attempts.findLast(({ cleanupFailure }) => cleanupFailure !== undefined)?.cleanupFailure && { cleanupFailed: true }),
    trace_id: traceId,
  };
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store" });
  response.end(`${JSON.stringify(body)}\n`);
}
