import type { SourceModule } from "./read-module.ts";

/** A place where the source breaks the import map. */
export interface ImportProblem {
  readonly path: string;
  readonly line: number;
  readonly check:
    | "cycle"
    | "define-pure"
    | "disk"
    | "environment"
    | "export-all"
    | "import-map"
    | "index-long"
    | "relative"
    | "undeclared"
    | "unknown-package";
  readonly message: string;
}

export function problemAt({ path }: SourceModule, line: number, check: ImportProblem["check"], message: string): ImportProblem {
  return { path, line, check, message };
}
