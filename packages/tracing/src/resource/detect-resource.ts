import { randomUUID } from "node:crypto";
import { arch, hostname, type as osType, release } from "node:os";
import type { Attributes } from "@opentelemetry/api";

/**
 * What is known of this process without asking anybody.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/resource/
 */
export function detectResource(): Attributes {
  return {
    "service.name": "unknown_service:node",
    "service.instance.id": randomUUID(),
    "telemetry.sdk.name": "@platform/tracing",
    "telemetry.sdk.language": "nodejs",
    "host.name": hostname(),
    "host.arch": arch() === "x64" ? "amd64" : arch(),
    "os.type": osType().toLowerCase(),
    "os.version": release(),
    "process.pid": process.pid,
    "process.executable.name": process.title,
    "process.executable.path": process.execPath,
    "process.runtime.name": "nodejs",
    "process.runtime.version": process.versions.node,
    "process.runtime.description": "Node.js",
  };
}
