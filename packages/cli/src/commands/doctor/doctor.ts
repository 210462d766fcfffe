import { type ExitCode, exitCode } from "../../exit-code.ts";
import type { Sink, Terminal } from "../../terminal/terminal.ts";
import { type ChecklistPlaces, examineChecklist } from "./checklist.ts";
import { examinations } from "./examinations.ts";

export interface DoctorOptions extends ChecklistPlaces {
  readonly json?: true;
}

/** What one look found. */
export interface Diagnosis {
  readonly state: "fine" | "warning" | "wrong";
  readonly found: string;
  /** What to do about it. */
  readonly fix?: string;
}

const STYLES = { fine: "green", warning: "yellow", wrong: "red" } as const;

/** `platform doctor`: looks at all there is to see, however much of it is wrong. */
export async function doctor({ json, ...places }: DoctorOptions, terminal: Terminal): Promise<ExitCode> {
  const results: ({ readonly examined: string } & Diagnosis)[] = [];
  for (const [examined, look] of Object.entries(examinations)) {
    results.push({ examined, ...(await look(places)) });
  }
  results.push(...(await examineChecklist(places)));
  const ok = results.every(({ state }) => state !== "wrong");
  if (json) {
    terminal.out.line(JSON.stringify({ ok, results }, null, 2));
  } else {
    for (const result of results) {
      print(result, terminal.out);
    }
  }
  return ok ? exitCode.fine : exitCode.findings;
}

function print({ examined, state, found, fix }: { readonly examined: string } & Diagnosis, sink: Sink): void {
  sink.line(`${sink.style(STYLES[state], state.padEnd(7))} ${examined}: ${found}`);
  if (fix !== undefined) {
    sink.line(`        ${fix}`);
  }
}
