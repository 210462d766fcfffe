/** Makes a reader of the clock, `,"time":"2026-11-26T00:34:13.042Z"`, that formats each millisecond once, and what it shares with its second once. */
export function createTimeField(now: () => number = Date.now): () => string {
  let last = Number.NaN;
  let text = "";
  let lastSecond = Number.NaN;
  let begin = "";
  return () => {
    const milliseconds = now();
    if (milliseconds !== last) {
      last = milliseconds;
      const second = Math.floor(milliseconds / 1000);
      if (second !== lastSecond) {
        lastSecond = second;
        begin = `,"time":"${new Date(second * 1000).toISOString().slice(0, -"000Z".length)}`;
      }
      text = `${begin}${String(1000 + Math.floor(milliseconds - second * 1000)).slice(1)}Z"`;
    }
    return text;
  };
}
