import type { Command } from "commander";
import type { ExitCode } from "../exit-code.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { addAlert } from "./alert/command.ts";
import { addBudget } from "./budget/command.ts";
import { addCapacity } from "./capacity/command.ts";
import { addCheck } from "./check/command.ts";
import { addCompletion } from "./completion/command.ts";
import { addDev } from "./dev/command.ts";
import { addDiff } from "./diff/command.ts";
import { addDoctor } from "./doctor/command.ts";
import { addDrift } from "./drift/command.ts";
import { addGenerate } from "./generate/command.ts";
import { addImport } from "./import/command.ts";
import { addIncident } from "./incident/command.ts";
import { addInit } from "./init/command.ts";
import { addList } from "./list/command.ts";
import { addOpenSlo } from "./openslo/command.ts";
import { addPreview } from "./preview/command.ts";
import { addPush } from "./push/command.ts";
import { addSilence } from "./silence/command.ts";
import { addStack } from "./stack/command.ts";
import { addSynthetics } from "./synthetics/command.ts";
import { addVerify } from "./verify/command.ts";

export interface CommandContext {
  readonly terminal: Terminal;
  /** Takes the exit code of the command that ran. */
  readonly finish: (code: ExitCode) => void;
}

/**
 * Adds a command with its options. What it does is imported inside its action, so that no command pays for what others load.
 * It returns nothing: results are printed, and the exit code goes to `finish`.
 */
export type AddCommand = (program: Command, context: CommandContext) => void;

/** Every command, in the order in which the help lists them. A new one is a folder with its `command.ts`, and a row here. */
export const commands: readonly AddCommand[] = [
  addGenerate, //
  addCheck,
  addVerify,
  addBudget,
  addOpenSlo,
  addDev,
  addDiff,
  addPush,
  addDrift,
  addList,
  addCapacity,
  addInit,
  addImport,
  addDoctor,
  addCompletion,
  addPreview,
  addStack,
  addAlert,
  addSilence,
  addIncident,
  addSynthetics,
];
