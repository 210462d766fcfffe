import { type Context, SpanStatusCode } from "@opentelemetry/api";
import type { Resource } from "../resource/resource.ts";
import type { Fragment } from "../sampling/fragment.ts";
import type { KeepRules } from "../sampling/sampler.ts";
import type { SpanLimits } from "./attribute-list.ts";
import type { Clock } from "./clock.ts";
import type { RecordedSpan, SpanHost } from "./recorded-span.ts";

/** As OpenTelemetry's SDK has it: its processors, with any of its exporters, can be used. */
export interface SpanProcessor {
  onStart(span: RecordedSpan, context: Context): void;
  /** Only for spans that are chosen or kept. */
  onEnd(span: RecordedSpan): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

/** Takes spans that are to be sent. No call throws. */
export interface SpanSink {
  add(span: RecordedSpan): void;
  /** Counts spans that should have been sent and are not there any more. */
  lose(spans: number): void;
}

export interface PipelineOptions {
  readonly clock: Clock;
  readonly limits: SpanLimits;
  readonly resource: Resource;
  readonly keep: KeepRules;
  readonly processors: readonly SpanProcessor[];
  readonly sink: SpanSink | undefined;
  /** Told of what a processor threw. */
  readonly report: (error: unknown) => void;
}

/** Says why a trace was kept that was not chosen at its start. */
const KEPT_FOR = "sampling.kept_for";

export class Pipeline implements SpanHost {
  readonly clock: Clock;
  readonly limits: SpanLimits;
  readonly resource: Resource;
  readonly #options: PipelineOptions;
  /** Whether a trace that is not chosen at its start may be kept for how it goes. */
  readonly keepsLater: boolean;

  constructor(options: PipelineOptions) {
    this.clock = options.clock;
    this.limits = options.limits;
    this.resource = options.resource;
    this.keepsLater = options.keep.errors === true || options.keep.slowSeconds !== undefined;
    this.#options = options;
  }

  started(span: RecordedSpan, context: Context): void {
    for (const processor of this.#options.processors) {
      try {
        processor.onStart(span, context);
      } catch (error) {
        this.#options.report(error);
      }
    }
  }

  ended(span: RecordedSpan): void {
    const { fragment } = span;
    if (fragment === undefined) {
      this.#pass(span);
      return;
    }
    fragment.failed ||= span.status.code === SpanStatusCode.ERROR;
    if (fragment.kept === undefined) {
      this.#decide(span, fragment);
    } else if (fragment.kept) {
      this.#pass(span);
    }
  }

  #decide(span: RecordedSpan, fragment: Fragment): void {
    const { parentSpanContext: parent } = span;
    if (parent !== undefined && parent.isRemote !== true) {
      fragment.hold(span);
      return;
    }
    const reason = this.#reasonToKeep(span, fragment);
    const held = fragment.decide(reason !== undefined);
    if (reason === undefined) {
      return;
    }
    span.list.set(KEPT_FOR, reason, this.limits.attributes, this.limits.valueLength);
    for (const each of [...held, span]) {
      // From here on the trace can be looked up: exemplars and log lines may lead to it, and spans that begin later belong to it.
      each.spanContext().traceFlags |= 1;
      this.#pass(each);
    }
    if (fragment.overflow > 0) {
      this.#options.sink?.lose(fragment.overflow);
    }
  }

  #reasonToKeep(root: RecordedSpan, { failed }: Fragment): string | undefined {
    const { errors, slowSeconds } = this.#options.keep;
    if (errors === true && failed) {
      return "error";
    }
    const seconds = (root.endMilliseconds - root.startMilliseconds) / 1000;
    return slowSeconds !== undefined && seconds >= slowSeconds ? "slow" : undefined;
  }

  #pass(span: RecordedSpan): void {
    this.#options.sink?.add(span);
    for (const processor of this.#options.processors) {
      try {
        processor.onEnd(span);
      } catch (error) {
        this.#options.report(error);
      }
    }
  }
}
