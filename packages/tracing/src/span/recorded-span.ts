import type { IncomingMessage } from "node:http";
import {
  type Attributes,
  type AttributeValue,
  type Exception,
  type HrTime,
  isSpanContextValid,
  type Link,
  type Span,
  type SpanContext,
  type SpanKind,
  type SpanStatus,
  SpanStatusCode,
  type TimeInput,
} from "@opentelemetry/api";
import type { PreparedAttributes } from "../otlp/prepared-attributes.ts";
import type { Resource } from "../resource/resource.ts";
import type { Fragment } from "../sampling/fragment.ts";
import { type DescribedRequest, describedRequest, describeRequest, REQUEST_ATTRIBUTES } from "../server/request-attributes.ts";
import { AttributeList, type SpanLimits } from "./attribute-list.ts";
import { type Clock, hrTimeOf, timeFrom } from "./clock.ts";
import { describeException } from "./describe-exception.ts";
import type { Scope } from "./scope.ts";

/** What spans need of the pipeline that they belong to. */
export interface SpanHost {
  readonly clock: Clock;
  readonly limits: SpanLimits;
  readonly resource: Resource;
  /** Called once, when the span has ended. */
  ended(span: RecordedSpan): void;
}

export interface SpanStart {
  readonly name: string;
  readonly kind: SpanKind;
  readonly scope: Scope;
  readonly context: SpanContext;
  readonly parent: SpanContext | undefined;
  readonly anchor: number;
  readonly startMilliseconds: number;
  /** Set when the trace was not chosen at its start, and may be kept for how it goes. */
  readonly fragment: Fragment | undefined;
}

export interface RecordedEvent {
  readonly milliseconds: number;
  readonly name: string;
  readonly attributes: Attributes;
  readonly droppedAttributesCount: number;
}

/** Shared by all spans without events or links, which are most. Never written to. */
const NO_EVENTS: RecordedEvent[] = [];
const NO_LINKS: Link[] = [];
const UNSET: SpanStatus = { code: SpanStatusCode.UNSET };

/** A span that is recorded. No call throws; what comes after its end is left out. Readable as the SDK's own spans are, for its processors. */
export class RecordedSpan implements Span {
  name: string;
  readonly kind: SpanKind;
  readonly instrumentationScope: Scope;
  readonly parentSpanContext?: SpanContext;
  readonly anchor: number;
  readonly startMilliseconds: number;
  readonly fragment: Fragment | undefined;
  endMilliseconds = 0;
  ended = false;
  status = UNSET;
  links = NO_LINKS;
  recordedEvents = NO_EVENTS;
  droppedEventsCount = 0;
  droppedLinksCount = 0;
  /** What it tells of a request, as long as nobody has asked for its attributes or set any. */
  described: DescribedRequest | undefined = undefined;
  /** Attributes that many spans share. */
  prepared: PreparedAttributes | undefined = undefined;
  #list: AttributeList | undefined = undefined;
  readonly #context: SpanContext;
  readonly #host: SpanHost;

  constructor(host: SpanHost, { name, kind, scope, context, parent, anchor, startMilliseconds, fragment }: SpanStart) {
    this.#host = host;
    this.#context = context;
    this.name = name;
    this.kind = kind;
    this.instrumentationScope = scope;
    if (parent !== undefined) {
      this.parentSpanContext = parent;
    }
    this.anchor = anchor;
    this.startMilliseconds = startMilliseconds;
    this.fragment = fragment;
  }

  /** Attributes set one by one; {@link prepared} are there besides. */
  get list(): AttributeList {
    this.#list ??= this.#firstList();
    return this.#list;
  }

  get hasOwnAttributes(): boolean {
    return this.#list !== undefined;
  }

  /** UTF-16 units of a text, after which it is cut. */
  get valueLength(): number {
    return this.#host.limits.valueLength;
  }

  spanContext(): SpanContext {
    return this.#context;
  }

  isRecording(): boolean {
    return !this.ended;
  }

  setAttribute(key: string, value: AttributeValue): this {
    if (!this.ended) {
      const { attributes, valueLength } = this.#host.limits;
      this.list.set(key, value, attributes, valueLength);
    }
    return this;
  }

  setAttributes(attributes: Attributes): this {
    if (!this.ended) {
      const { attributes: most, valueLength } = this.#host.limits;
      this.list.setAll(attributes, most, valueLength);
    }
    return this;
  }

  /** Sets what is told of a request, on a span without attributes: most spans are only encoded, and need no list of them before. */
  describe(request: IncomingMessage): void {
    this.described = describedRequest(request);
    if (this.#host.limits.attributes < REQUEST_ATTRIBUTES) {
      this.#list = this.#firstList();
    }
  }

  #firstList(): AttributeList {
    const list = new AttributeList();
    if (this.described !== undefined) {
      const { attributes, valueLength } = this.#host.limits;
      describeRequest(this.described, (key, value) => list.set(key, value, attributes, valueLength));
      this.described = undefined;
    }
    return list;
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    if (this.ended) {
      return this;
    }
    const { events, attributesPerEvent, valueLength } = this.#host.limits;
    if (this.recordedEvents.length >= events) {
      this.droppedEventsCount++;
      return this;
    }
    const first = isTime(attributesOrTime);
    const list = new AttributeList();
    list.setAll(first ? undefined : (attributesOrTime as Attributes | undefined), attributesPerEvent, valueLength);
    if (this.recordedEvents === NO_EVENTS) {
      this.recordedEvents = [];
    }
    this.recordedEvents.push({
      milliseconds: timeFrom(first ? attributesOrTime : time, this.anchor, this.#host.clock.now()),
      name: textOf(name),
      attributes: list.toObject(),
      droppedAttributesCount: list.dropped,
    });
    return this;
  }

  addLink(link: Link): this {
    if (this.ended || !isLink(link)) {
      return this;
    }
    const { links, attributesPerLink, valueLength } = this.#host.limits;
    if (this.links.length >= links) {
      this.droppedLinksCount++;
      return this;
    }
    const list = new AttributeList();
    list.setAll(link.attributes, attributesPerLink, valueLength);
    if (this.links === NO_LINKS) {
      this.links = [];
    }
    this.links.push({ context: link.context, attributes: list.toObject(), droppedAttributesCount: list.dropped });
    return this;
  }

  addLinks(links: Link[]): this {
    for (const link of links) {
      this.addLink(link);
    }
    return this;
  }

  /** `OK` is final, and only an error has a message. */
  setStatus(status: SpanStatus): this {
    if (this.ended || this.status.code === SpanStatusCode.OK || !isStatus(status)) {
      return this;
    }
    if (status.code === SpanStatusCode.OK || status.code === SpanStatusCode.ERROR) {
      const message = status.code === SpanStatusCode.ERROR && typeof status.message === "string" ? status.message : undefined;
      this.status = message === undefined ? { code: status.code } : { code: status.code, message };
    }
    return this;
  }

  updateName(name: string): this {
    if (!this.ended) {
      this.name = textOf(name);
    }
    return this;
  }

  recordException(exception: Exception, time?: TimeInput): void {
    const attributes = describeException(exception);
    if (attributes !== undefined) {
      this.addEvent("exception", attributes, time);
    }
  }

  end(endTime?: TimeInput): void {
    if (this.ended) {
      return;
    }
    this.ended = true;
    const now = this.#host.clock.now();
    this.endMilliseconds = Math.max(endTime === undefined ? now : timeFrom(endTime, this.anchor, now), this.startMilliseconds);
    this.#host.ended(this);
  }

  get attributes(): Attributes {
    const own = this.list.toObject();
    return this.prepared === undefined ? own : { ...this.prepared.attributes, ...own };
  }

  get droppedAttributesCount(): number {
    return this.#list?.dropped ?? 0;
  }

  get events(): { time: HrTime; name: string; attributes: Attributes; droppedAttributesCount: number }[] {
    return this.recordedEvents.map(({ milliseconds, ...event }) => ({ time: hrTimeOf(this.anchor, milliseconds), ...event }));
  }

  get startTime(): HrTime {
    return hrTimeOf(this.anchor, this.startMilliseconds);
  }

  get endTime(): HrTime {
    return hrTimeOf(this.anchor, this.endMilliseconds);
  }

  get duration(): HrTime {
    return hrTimeOf(0, Math.max(this.endMilliseconds - this.startMilliseconds, 0));
  }

  get resource(): Resource {
    return this.#host.resource;
  }
}

function textOf(name: unknown): string {
  return typeof name === "string" ? name : "";
}

/** Whether a link can be kept; one whose properties throw cannot. */
function isLink(link: Link): boolean {
  try {
    return isSpanContextValid(link.context);
  } catch {
    // Nothing, or an object whose properties throw.
    return false;
  }
}

function isStatus(status: SpanStatus): boolean {
  try {
    return typeof status.code === "number" && (status.message === undefined || typeof status.message === "string");
  } catch {
    // Nothing, or an object whose properties throw.
    return false;
  }
}

function isTime(value: unknown): value is TimeInput {
  return typeof value === "number" || value instanceof Date || Array.isArray(value);
}
