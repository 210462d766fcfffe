import { styleText } from "node:util";

export type Style = "bold" | "dim" | "red" | "yellow" | "green" | "cyan";

/** One of the two streams that a person reads. */
export interface Sink {
  /** Writes a line. */
  line(text: string): void;
  /** Text with colour, if this stream shows any. */
  style(style: Style, text: string): string;
}

/** Where a command speaks: results on one stream, progress and errors on the other, as a pipe expects. */
export interface Terminal {
  readonly out: Sink;
  readonly err: Sink;
  /** A GitHub workflow reads what is printed and shows it beside the code. */
  readonly isGithubActions: boolean;
}

/** The process's own streams, with colours as its environment asks: https://no-color.org/ */
export function processTerminal({ stdout, stderr, env }: Pick<NodeJS.Process, "stdout" | "stderr" | "env">): Terminal {
  const sink = (stream: NodeJS.WriteStream): Sink => {
    stream.on("error", ignoreClosedPipe);
    const hasColor = !env.NO_COLOR && (env.FORCE_COLOR ? env.FORCE_COLOR !== "0" : stream.isTTY === true);
    return {
      line: (text) => {
        stream.write(`${text}\n`);
      },
      style: (style, text) => (hasColor ? styleText(style, text, { validateStream: false }) : text),
    };
  };
  return { out: sink(stdout), err: sink(stderr), isGithubActions: env.GITHUB_ACTIONS === "true" };
}

/** A reader that has seen enough, such as `head`, is no error. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") {
    throw error;
  }
}
