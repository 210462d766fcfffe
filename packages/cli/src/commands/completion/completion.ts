import type { Command } from "commander";
import { type ExitCode, exitCode } from "../../exit-code.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import type { Shell } from "./shells.ts";

interface Word {
  readonly text: string;
  readonly help: string;
}

/** A command with its words: the options that it takes, its own commands, the choices of its argument. */
interface Completed {
  /** `budget gate`. */
  readonly path: string;
  readonly words: readonly Word[];
}

const SCRIPTS: Readonly<Record<Shell, (commands: readonly Completed[]) => string>> = { bash, zsh, fish };

/** `platform completion`: the script of a shell, made from the commands themselves, so that it knows all of them. */
export function completion(shell: Shell, program: Command, terminal: Terminal): ExitCode {
  terminal.out.line(SCRIPTS[shell](completed(program, "")));
  return exitCode.fine;
}

function completed(command: Command, path: string): readonly Completed[] {
  const options = command.options
    .filter(({ hidden, long }) => !hidden && long)
    .map(({ long, description }) => ({ text: long as string, help: description }));
  const choices = command.registeredArguments.flatMap((argument) =>
    (argument.argChoices ?? []).map((text) => ({ text, help: argument.description })),
  );
  const own = command.commands.map((one) => ({ text: one.name(), help: one.description() }));
  const below = command.commands.flatMap((one) => completed(one, `${path} ${one.name()}`.trim()));
  return [{ path, words: [...own, ...choices, ...options, { text: "--help", help: "show what the command does" }] }, ...below];
}

function bash(commands: readonly Completed[]): string {
  const cases = commands.map(({ path, words }) => `    ${JSON.stringify(path)}) words=${JSON.stringify(words.map(({ text }) => text).join(" "))} ;;`);
  return `# bash completion for platform: eval "$(platform completion bash)"
_platform() {
  local path="" words="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) [ -n "$(_platform_words "\${path:+$path }$word")" ] && path="\${path:+$path }$word" ;; esac
  done
  words="$(_platform_words "$path")"
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}")
}
_platform_words() {
  local words=""
  case "$1" in
${cases.join("\n")}
  esac
  printf '%s' "$words"
}
complete -o default -F _platform platform`;
}

function zsh(commands: readonly Completed[]): string {
  const quoted = ({ text, help }: Word) => `'${`${text.replaceAll(":", "\\:")}:${help}`.replaceAll("'", "'\\''")}'`;
  const cases = commands.map(({ path, words }) => `    '${path}') known=(${words.map(quoted).join(" ")}) ;;`);
  return `#compdef platform
# zsh completion for platform: eval "$(platform completion zsh)"
_platform_known() {
  known=()
  case "$1" in
${cases.join("\n")}
  esac
}
_platform() {
  local -a known
  local place="" word
  for word in "\${(@)words[2,CURRENT-1]}"; do
    [[ "$word" == -* ]] && continue
    _platform_known "\${place:+$place }$word"
    (( \${#known} )) && place="\${place:+$place }$word"
  done
  _platform_known "$place"
  _describe 'platform' known || _files
}
compdef _platform platform`;
}

function fish(commands: readonly Completed[]): string {
  const quoted = (text: string) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
  const lines = commands.flatMap(({ path, words }) => {
    const names = path.split(" ").filter((name) => name !== "");
    const condition = names.length === 0 ? "__fish_use_subcommand" : names.map((name) => `__fish_seen_subcommand_from ${name}`).join("; and ");
    return words.map(({ text, help }) => {
      const what = text.startsWith("--") ? `-l ${text.slice(2)}` : `-f -a ${quoted(text)}`;
      return `complete -c platform -n ${quoted(condition)} ${what} -d ${quoted(help)}`;
    });
  });
  return ["# fish completion for platform: platform completion fish | source", ...lines].join("\n");
}
