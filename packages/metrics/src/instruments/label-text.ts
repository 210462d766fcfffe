import type { LabelDomains } from "../definition/label-domain.ts";

/** Room that a reader may overshoot when it copies eight bytes at a time. */
const OVERSHOOT = 8;

/**
 * The labels of every series of a metric as the text formats write them, one after the other in one block of memory:
 * `{queue="mail",outcome="ok"`, left open for a bucket's `le`; nothing for a metric without labels.
 */
export class LabelText {
  /** UTF-8. Replaced when it grows, with 8 bytes to spare after the last text: read it anew for each call. */
  bytes = new DataView(new ArrayBuffer(64));
  #buffer = Buffer.from(this.bytes.buffer);
  /** Where the text of a series ends; it begins where that of the one before ends. */
  ends = new Uint32Array(4);

  readonly #heads: readonly string[];

  constructor(labels: LabelDomains) {
    this.#heads = Object.keys(labels).map((name, index) => `${index === 0 ? "{" : '",'}${name}="`);
  }

  /** @param series - index of the series, the next after the last one written */
  write(series: number, values: readonly string[]): void {
    let text = "";
    for (let label = 0; label < this.#heads.length; label++) {
      text += (this.#heads[label] as string) + escapeLabelValue(values[label] as string);
    }
    text += this.#heads.length === 0 ? "" : '"';
    const start = this.start(series);
    this.#makeRoom(series, start + text.length * 3 + OVERSHOOT);
    this.ends[series] = start + this.#buffer.write(text, start);
  }

  start(series: number): number {
    return series === 0 ? 0 : (this.ends[series - 1] as number);
  }

  /** Label values of a series, in definition order, read back from its text. */
  values(series: number): string[] {
    const text = this.#buffer.toString("utf8", this.start(series), this.ends[series]);
    let at = 0;
    return this.#heads.map((head) => {
      at += head.length;
      const start = at;
      while (text[at] !== '"') {
        at += text[at] === "\\" ? 2 : 1;
      }
      return unescapeLabelValue(text.slice(start, at));
    });
  }

  #makeRoom(series: number, bytes: number): void {
    if (bytes > this.bytes.byteLength) {
      const grown = Buffer.from(new ArrayBuffer(Math.max(bytes, Math.ceil(this.bytes.byteLength * 1.5))));
      this.#buffer.copy(grown);
      this.#buffer = grown;
      this.bytes = new DataView(grown.buffer);
    }
    if (series >= this.ends.length) {
      const ends = new Uint32Array(Math.ceil(this.ends.length * 1.5));
      ends.set(this.ends);
      this.ends = ends;
    }
  }
}

/** https://prometheus.io/docs/instrumenting/exposition_formats/#comments-help-text-and-type-information */
export function escapeLabelValue(value: string): string {
  return /[\\\n"]/.test(value) ? value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"') : value;
}

function unescapeLabelValue(text: string): string {
  return text.replaceAll(/\\(.)/g, (_, escaped: string) => (escaped === "n" ? "\n" : escaped));
}
