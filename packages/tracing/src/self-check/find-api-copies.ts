import { createRequire } from "node:module";

/** A copy of `@opentelemetry/api` that this process has loaded. */
export interface ApiCopy {
  readonly version: string;
  readonly folder: string;
}

/** The file of each copy that holds its version. Node loads it as CommonJS for `import` too. */
const VERSION_FILE = /^(.*[/\\]@opentelemetry[/\\]api)[/\\]build[/\\][^.]*version\.js$/;

/** Modules that the process has loaded, whatever file asks; a bundle of CommonJS does not know its own. */
const loadedModules = (): NodeJS.Dict<{ readonly exports: unknown }> => createRequire(process.execPath).cache;

/** Copies in files of their own; those inside bundles cannot be seen. */
export function findApiCopies(cache = loadedModules()): ApiCopy[] {
  return Object.entries(cache).flatMap(([file, module]) => {
    const folder = VERSION_FILE.exec(file)?.[1];
    const version = (module?.exports as { readonly VERSION?: unknown } | undefined)?.VERSION;
    return folder === undefined || typeof version !== "string" ? [] : [{ version, folder }];
  });
}

/** Whether a copy of one version sees what a copy of another has registered: not if it is younger by a minor version, or of another major one. */
export function seesRegistrationOf(own: string, registered: string): boolean {
  const [ownMajor = 0, ownMinor = 0] = own.split(".").map(Number);
  const [major = 0, minor = 0] = registered.split(".").map(Number);
  return own === registered || (!own.includes("-") && !registered.includes("-") && ownMajor === major && ownMinor <= minor);
}
