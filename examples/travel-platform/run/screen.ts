import type { Screen } from "./show-live.ts";

type Output = Pick<NodeJS.WriteStream, "write" | "isTTY" | "columns" | "rows">;

/** A terminal is redrawn in place; anything else gets a text every half a minute, without control codes. */
export function createScreen(output: Output): Screen {
  return output.isTTY ? terminalScreen(output) : plainScreen(output);
}

function terminalScreen(output: Output): Screen {
  let drawn = 0;
  return {
    isTerminal: true,
    show: (lines) => {
      const fitting = lines.slice(0, output.rows - 1).map((line) => line.slice(0, output.columns - 1));
      const home = drawn === 0 ? "" : `\u001b[${drawn}A`;
      output.write(`${home}${fitting.map((line) => `${line}\u001b[K\n`).join("")}\u001b[J`);
      drawn = fitting.length;
    },
  };
}

const PLAIN_EVERY_SECONDS = 30;

function plainScreen(output: Output): Screen {
  let shownAt = Number.NEGATIVE_INFINITY;
  return {
    isTerminal: false,
    show: (lines, { isNews }) => {
      if (isNews || performance.now() - shownAt >= PLAIN_EVERY_SECONDS * 1000) {
        shownAt = performance.now();
        output.write(`${lines.join("\n")}\n\n`);
      }
    },
  };
}
