import type { Attributes, AttributeValue } from "@opentelemetry/api";

/** What sends the spans. It has the shape of the SDK's resource, whose exporters read it. */
export interface Resource {
  readonly attributes: Attributes;
  readonly asyncAttributesPending: false;
  merge(other: Resource | null): Resource;
  getRawAttributes(): [string, AttributeValue | undefined][];
}

export function createResource(attributes: Attributes): Resource {
  return {
    attributes,
    asyncAttributesPending: false,
    merge: (other) => createResource({ ...attributes, ...other?.attributes }),
    getRawAttributes: () => Object.entries(attributes),
  };
}
