import { type Command, InvalidArgumentError, Option } from "commander";
import type { AddCommand } from "../command-table.ts";
import { CONFIG, JSON_OUTPUT, port, wholeNumber } from "../options.ts";
import { PROTECTIONS } from "./protections.ts";

const STATE = ["--state <folder>", "where the deployment is kept", ".data/stack"] as const;
const PASSWORD_FILE = ["--password-file <file>", "holds the password of the backups", "secrets/backup-password"] as const;
const REPOSITORY = ["--repository <folder>", "where backups are kept; default in the state folder"] as const;
const TARGETS = ["native", "compose", "kubernetes"] as const;
const PROGRAMS = ["prometheus", "alertmanager", "node", "blackbox"] as const;

export const addStack: AddCommand = (program, { terminal, finish }) => {
  const stack = program.command("stack").description("run the whole monitoring on this machine: from the system's packages, or in containers");
  const verb = (name: string, description: string) =>
    stack
      .command(name)
      .description(description)
      .option(...STATE)
      .option(...JSON_OUTPUT)
      .allowExcessArguments(false);
  const operate = () => import("./operate.ts");

  withDefinitions(verb("deploy", "make what runs equal to the definitions")).action(async (options) =>
    finish(await (await import("./deploy.ts")).deploy(options, terminal)),
  );
  withDefinitions(verb("update", "renew programs or images, and deploy")).action(async (options) =>
    finish(await (await import("./deploy.ts")).update(options, terminal)),
  );
  verb("start", "start what is deployed").action(async (options) => finish(await (await operate()).start(options, terminal)));
  verb("stop", "stop what runs").action(async (options) => finish(await (await operate()).stop(options, terminal)));
  verb("restart", "stop and start everything").action(async (options) => finish(await (await operate()).restart(options, terminal)));
  verb("status", "what is deployed, and whether it runs").action(async (options) => finish(await (await operate()).status(options, terminal)));
  verb("health", "look at everything: exit 1 if something is wrong").action(async (options) =>
    finish(await (await import("./health.ts")).health(options, terminal)),
  );
  verb("logs", "the last lines of the programs or containers")
    .argument("[program]", "one of them; default all")
    .option("--lines <count>", "of each", wholeNumber({ from: 0, to: 10_000 }), 20)
    .action(async (name: string | undefined, options) => finish(await (await operate()).logs({ ...options, program: name }, terminal)));
  const backups = () => import("./backup.ts");
  verb("backup", "copy data, silences and settings, encrypted; kept for 30 days, elsewhere for 90")
    .option(...PASSWORD_FILE)
    .option(...REPOSITORY)
    .option("--remote <repository>", "restic repository elsewhere, to which it is copied", process.env.PLATFORM_BACKUP_REMOTE)
    .action(async (options) => finish(await (await backups()).backup(options, terminal)));
  verb("restore", "prove a backup by a Prometheus on its data, then put it in the place of what is there")
    .option(...PASSWORD_FILE)
    .option(...REPOSITORY)
    .option("--snapshot <id>", "one of the repository; default the latest")
    .option("--verify", "only prove it, and change nothing")
    .action(async (options) => finish(await (await backups()).restore(options, terminal)));
  verb("cleanup", "stop everything and remove what deploys made: settings and data, not the backups")
    .option("--yes", "do it; without, it only says what it would remove")
    .option("--backups", "remove the backups kept here too")
    .action(async (options) => finish(await (await operate()).cleanup(options, terminal)));
};

function withDefinitions(command: Command): Command {
  return command
    .option(...CONFIG)
    .addOption(new Option("--target <target>", "what runs it; default what ran it last, at first native").choices(TARGETS))
    .option("--port <program=port>", `another port: ${PROGRAMS.join(", ")}; of containers by the file of variables`, ownPort, {})
    .option("--env-file <file>", "variables of the containers; default deploy/compose/.env where it is there")
    .option("--secrets <folder>", "a file for each secret of the containers, and for those of --protect", "secrets")
    .addOption(
      new Option("--protect <how>", "of native: what Prometheus and Alertmanager ask for; default what the last deploy had, at first none").choices(
        PROTECTIONS,
      ),
    )
    .option("--overlay <name>", "of Kubernetes: plain, operator or another that is generated, or a folder of your own", "plain")
    .option("--programs <folder>", "holds the programs of the platform's own containers", ".")
    .option(
      "--profile <name>",
      "further containers: proxy, or the platform's own by its name",
      (name: string, before: readonly string[]) => [...before, name],
      [],
    );
}

type OwnPorts = Readonly<Partial<Record<(typeof PROGRAMS)[number], number>>>;

function ownPort(text: string, before: OwnPorts): OwnPorts {
  const [name, number = ""] = text.split("=");
  const program = PROGRAMS.find((one) => one === name);
  if (program === undefined) {
    throw new InvalidArgumentError(`It is program=port, with ${PROGRAMS.join(", ")}.`);
  }
  return { ...before, [program]: port(number) };
}
