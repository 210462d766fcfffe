/** A file that the browser loads. */
export interface PageFile {
  readonly type: string;
  readonly content: string;
}

/** Script and style sheet of the page, by name. */
export type PageFiles = Readonly<Record<"page.js" | "page.css", PageFile>>;

export function pageFiles(contents: { readonly script: string; readonly style: string }): PageFiles {
  return {
    "page.js": { type: "text/javascript; charset=utf-8", content: contents.script },
    "page.css": { type: "text/css; charset=utf-8", content: contents.style },
  };
}
