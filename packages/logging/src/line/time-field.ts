/** Makes a reader of the clock, `,"time":"2026-11-26T00:34:13.042Z"`, that formats each millisecond once. */
export function createTimeField(now: () => number = Date.now): () => string {
  let last = Number.NaN;
  let text = "";
  return () => {
    const milliseconds = now();
    if (milliseconds !== last) {
      last = milliseconds;
      text = `,"time":"${new Date(milliseconds).toISOString()}"`;
    }
    return text;
  };
}
