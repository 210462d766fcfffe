import type { OutputFile } from "../model/model.ts";

/** A file whose content is made whenever it is read and kept by nobody: the files of a large platform are never in memory together. */
export function lazyFile(path: string, render: () => string): OutputFile {
  return {
    path,
    get content() {
      return render();
    },
  };
}
