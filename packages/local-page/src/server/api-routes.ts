import type { PageContent } from "./page-content.ts";
import { PageError } from "./page-error.ts";
import { askUpstream, type Upstream } from "./proxy.ts";
import { ANSWERED, type Route, sendText } from "./router.ts";
import { telemetryRoutes } from "./telemetry-routes.ts";

const UPSTREAM_SECONDS = 30;

/** Everything that the script of the page asks for. */
export function apiRoutes(content: PageContent): readonly Route[] {
  const { title, scrapeSeconds, actions = [], runbooks = async () => [] } = content;
  const upstream = (name: Upstream["name"], url: string): Upstream => ({
    name,
    url,
    fetch: content.fetch ?? fetch,
    timeoutSeconds: UPSTREAM_SECONDS,
  });
  return [
    {
      method: "GET",
      path: /^\/api\/overview$/,
      answer: async () => ({
        title,
        scrapeSeconds,
        alertmanager: content.alertmanagerUrl !== undefined,
        telemetry: content.telemetry !== undefined,
        dashboards: (await readDashboards(content)).map(({ uid, title, description, tags }) => ({ uid, title, description, tags })),
        runbooks: (await runbooks()).map(({ path }) => path),
        actions: actions.map(({ name, title }) => ({ name, title })),
      }),
    },
    {
      method: "GET",
      path: /^\/api\/dashboards\/([^/]+)$/,
      answer: async ({ parts: [uid] }) => {
        const found = (await readDashboards(content)).find((dashboard) => dashboard.uid === uid);
        if (found === undefined) {
          throw new PageError(404, "dashboard_unknown", `There is no dashboard ${JSON.stringify(uid)}.`);
        }
        return found;
      },
    },
    {
      method: "GET",
      path: /^\/api\/runbooks\/(.+)$/,
      answer: async ({ parts: [path] }) => {
        const found = (await runbooks()).find((runbook) => runbook.path === path);
        if (found === undefined) {
          throw new PageError(404, "runbook_unknown", `There is no runbook ${JSON.stringify(path)}.`);
        }
        return found;
      },
    },
    proxy(/^\/api\/prometheus\/(.+)$/, upstream("Prometheus", content.prometheusUrl)),
    ...(content.alertmanagerUrl === undefined ? [] : [proxy(/^\/api\/alertmanager\/(.+)$/, upstream("Alertmanager", content.alertmanagerUrl))]),
    ...(content.telemetry === undefined ? [] : telemetryRoutes(content.telemetry)),
    {
      method: "POST",
      path: /^\/api\/actions\/([^/]+)$/,
      answer: async ({ parts: [name] }) => {
        const action = actions.find((one) => one.name === name);
        if (action === undefined) {
          throw new PageError(404, "action_unknown", `There is no action ${JSON.stringify(name)}.`);
        }
        await action.run();
        return { status: "success" };
      },
    },
  ];
}

function proxy(path: RegExp, upstream: Upstream): Route {
  return {
    method: "GET",
    path,
    answer: async ({ response, parts: [target = ""], parameters }) => {
      const { status, body } = await askUpstream(upstream, target, parameters);
      sendText(response, status, "application/json", body);
      return ANSWERED;
    },
  };
}

interface DashboardHead {
  readonly uid: string;
  readonly title: string;
  readonly description?: string;
  readonly tags?: readonly string[];
}

async function readDashboards({ dashboards }: PageContent): Promise<readonly DashboardHead[]> {
  const read = (await dashboards()).map((text): DashboardHead => {
    try {
      const { uid, title, ...rest } = JSON.parse(text) as DashboardHead;
      return { ...rest, uid: String(uid), title: String(title) };
    } catch (cause) {
      throw new PageError(500, "dashboard_invalid", `A dashboard is no JSON: ${(cause as Error).message}`, { cause });
    }
  });
  return read.toSorted((one, other) => one.title.localeCompare(other.title, "en"));
}
