/**
 * Arguments for `/bin/sh` that become a program and leave a watcher beside it. Standard input is the lifeline: a pipe whose
 * other end only the caller holds. When the caller is gone, however it went, the pipe ends and the watcher ends the program.
 *
 * The shell is replaced by the program, so that process id, exit code and signals are the program's own. Start it as the
 * leader of a process group: the watcher lives in that group, which also keeps the number from being given to anybody else.
 *
 * @param graceSeconds - whole seconds from SIGTERM to SIGKILL of the whole group
 */
export function underDeathWatch(command: readonly [string, ...string[]], { graceSeconds = 3 } = {}): readonly string[] {
  return ["-c", WATCH, command[0], String(graceSeconds * 10), ...command];
}

const WATCH = `
exec 3<&0 0</dev/null
program=$$
tenths=$1
shift
(
  while read -r line; do :; done <&3
  kill -TERM "$program"
  while [ "$tenths" -gt 0 ] && kill -0 "$program"; do
    sleep 0.1
    tenths=$((tenths - 1))
  done
  kill -KILL 0
) >/dev/null 2>&1 &
exec "$@" 3<&-
`;
