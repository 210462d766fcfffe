import { readFileSync } from "node:fs";

/**
 * For `node --import`: gives each variable `NAME` the content of the file that `NAME_FILE` names, as container platforms hand out secrets. What
 * the container was started with shows no secret then.
 */
for (const [name, file] of Object.entries(process.env)) {
  const variable = /^(\w+)_FILE$/.exec(name)?.[1];
  if (variable !== undefined && file) {
    process.env[variable] = readFileSync(file, "utf8").trim();
  }
}
