import { type Model, type OutputFile, renderYaml } from "@platform/grafana-dashboards";

export interface WorkflowOptions {
  /** Configuration and folder of what is generated, as seen from the root of the repository. */
  readonly config: string;
  readonly out: string;
}

interface Task {
  readonly cron: string;
  readonly title: string;
  /** Commands, one a line. */
  readonly run: (options: WorkflowOptions) => readonly string[];
  /** What a person looks at, as an issue; none where the machine does it all. */
  readonly checklist?: readonly string[];
}

/** For a stack that asks for a password; in a folder that the runner empties: on a machine of one's own the others stay. */
const KEEP_PASSWORD = 'umask 077 && printf %s "$MONITORING_PASSWORD" > "$RUNNER_TEMP/monitoring-password"';

/** The calendar: in the small hours of working days, so that what is found is seen the same day. */
const TASKS: Readonly<Record<string, Task>> = {
  daily: {
    cron: "17 4 * * *",
    title: "Daily health check",
    run: ({ config, out }) => [
      `npx platform check --config ${config}`,
      `npx platform generate --config ${config} --out ${out} --repository . --check`,
      KEEP_PASSWORD,
      `npx platform verify --config ${config} --prometheus "$PROMETHEUS_URL"`,
    ],
  },
  weekly: {
    cron: "37 4 * * 1",
    title: "Weekly dashboard review",
    run: ({ config, out }) => [`npx platform drift --config ${config} --out ${out} --grafana "$GRAFANA_URL"`],
    checklist: [
      "Open every dashboard: is there a panel that nobody needs, or a question that none answers?",
      "Look at alerts that fired and needed nothing: raise the limit, or delete them",
      "Look at alerts that were missed: what should have fired?",
      "Look at silences that have no end in sight: `platform silence list`",
    ],
  },
  monthly: {
    cron: "57 4 1 * *",
    title: "Monthly test of runbooks and backups",
    run: ({ config }) => [
      KEEP_PASSWORD,
      `npx platform alert test --config ${config} --alertmanager "$ALERTMANAGER_URL"`,
      'umask 077 && printf %s "$BACKUP_PASSWORD" > "$RUNNER_TEMP/backup-password"',
      'npx platform stack restore --verify --repository "$BACKUP_REPOSITORY" --password-file "$RUNNER_TEMP/backup-password"',
    ],
    checklist: [
      "Drill: break something on purpose in a test environment, and follow its runbook word by word",
      "Each team reads the runbooks of the alerts that paged it: is a step wrong, or missing?",
      "Were the contacts and channels of docs/incident-response.md reached?",
      "Updates of the month: packages, images, exporters",
    ],
  },
  quarterly: {
    cron: "17 5 2 1,4,7,10 *",
    title: "Quarterly review of the objectives",
    run: ({ config }) => [
      KEEP_PASSWORD,
      `npx platform budget report --config ${config} --prometheus "$PROMETHEUS_URL" --days 90 --html objectives.html`,
    ],
    checklist: [
      "Which objectives were missed, and did anybody outside notice?",
      "Which were never in danger: are they too loose, or is the service better than it has to be?",
      "Do the objectives still cover what users come for?",
      "Do the owners of the services still agree?",
    ],
  },
};

const REACHABLE = "vars.PROMETHEUS_URL != ''";

/**
 * The calendar of maintenance as a scheduled workflow of GitHub. It does nothing until the variable `PROMETHEUS_URL` of the repository is set; with
 * `MAINTENANCE_RUNNER` it runs where the stack can be reached.
 *
 * @returns `.github/workflows/maintenance.yml`
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
 */
export function renderMaintenanceWorkflow({ platform }: Model, options: WorkflowOptions): OutputFile {
  const tasks = Object.entries(TASKS);
  const workflow = {
    name: "Maintenance",
    on: {
      schedule: tasks.map(([, { cron }]) => ({ cron })),
      workflow_dispatch: { inputs: { task: { type: "choice", options: tasks.map(([name]) => name), required: true } } },
    },
    permissions: { contents: "read" },
    jobs: Object.fromEntries(tasks.map(([name, task]) => [name, jobOf(name, task, platform.title, options)])),
  };
  return { path: ".github/workflows/maintenance.yml", content: renderYaml(workflow) };
}

function jobOf(name: string, { cron, title, run, checklist }: Task, platform: string, options: WorkflowOptions): object {
  const isItsTurn = `(github.event.schedule == '${cron}' || inputs.task == '${name}')`;
  return {
    name: title,
    if: `${REACHABLE} && ${isItsTurn}`,
    "runs-on": "${{ vars.MAINTENANCE_RUNNER || 'ubuntu-24.04' }}",
    "timeout-minutes": 30,
    ...(checklist !== undefined && { permissions: { contents: "read", issues: "write" } }),
    env: {
      PROMETHEUS_URL: "${{ vars.PROMETHEUS_URL }}",
      ALERTMANAGER_URL: "${{ vars.ALERTMANAGER_URL }}",
      GRAFANA_URL: "${{ vars.GRAFANA_URL }}",
      BACKUP_REPOSITORY: "${{ vars.BACKUP_REPOSITORY }}",
    },
    steps: [
      { uses: "actions/checkout@v7.0.1", with: { "persist-credentials": false } },
      { uses: "actions/setup-node@v7.0.0", with: { "node-version": 24, cache: "npm" } },
      { run: "npm ci" },
      ...run(options).map(stepOf),
      // Also when something failed: then there is more to look at.
      ...(checklist === undefined ? [] : [{ if: "${{ !cancelled() }}", env: issueOf(title, platform, checklist), run: CREATE_ISSUE }]),
    ],
  };
}

/** Each needs a command, which then is told of it alone. */
const SECRETS: Readonly<Record<string, RegExp>> = {
  BACKUP_PASSWORD: /\$BACKUP_PASSWORD\b/,
  GRAFANA_TOKEN: /^npx platform drift /,
  MONITORING_PASSWORD: /\$MONITORING_PASSWORD\b/,
};

/** Asks Prometheus or Alertmanager. */
const ASKS = /"\$(PROMETHEUS|ALERTMANAGER)_URL"/;
/** Empty where there is no password, which then is not asked with. */
const PASSWORD_FILE = "${{ secrets.MONITORING_PASSWORD && format('{0}/monitoring-password', runner.temp) || '' }}";

function stepOf(command: string): object {
  const secrets = Object.entries(SECRETS).flatMap(([name, needs]) => (needs.test(command) ? [[name, `\${{ secrets.${name} }}`] as const] : []));
  const env = { ...Object.fromEntries(secrets), ...(ASKS.test(command) && { PLATFORM_PASSWORD_FILE: PASSWORD_FILE }) };
  return { ...(Object.keys(env).length > 0 && { env }), run: command };
}

const CREATE_ISSUE = 'gh issue create --repo "$GITHUB_REPOSITORY" --title "$TITLE" --body "$BODY"';

function issueOf(title: string, platform: string, checklist: readonly string[]): object {
  const run = "${{ github.server_url }}/${{ github.repository }}/actions/runs/${{ github.run_id }}";
  return {
    GH_TOKEN: "${{ github.token }}",
    TITLE: `${title} of ${platform}`,
    BODY: `${checklist.map((item) => `- [ ] ${item}`).join("\n")}\n\nWhat the machine found: ${run}\n`,
  };
}
