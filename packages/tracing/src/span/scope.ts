/** Who made a span: the name and version that were given to `getTracer`. */
export interface Scope {
  readonly name: string;
  readonly version?: string;
  readonly schemaUrl?: string;
}
