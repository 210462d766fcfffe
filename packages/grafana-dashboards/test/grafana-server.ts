import { createServer, type IncomingMessage } from "node:http";

export interface GrafanaServer {
  readonly url: string;
  readonly token: string;
  /** Requests that would change something. */
  readonly writes: string[];
  /** Dashboards by uid, as they are stored. */
  readonly dashboards: Map<string, Stored>;
  /** Somebody edits a dashboard in the browser. */
  edit(uid: string, change: (data: Record<string, unknown>) => void): void;
  close(): Promise<void>;
}

interface Stored {
  data: Record<string, unknown>;
  folderUid: string;
  messages: string[];
}

interface Folder {
  readonly uid: string;
  readonly title: string;
  permissions: { readonly role: string; readonly permission: number }[];
}

type Answer = readonly [status: number, body: unknown];

const TOKEN = "glsa_test";
const UID = /^[a-zA-Z0-9_-]{1,40}$/;

/**
 * Stands for Grafana's HTTP API where no Grafana can be had: it enforces what the documentation of folders and dashboards says (credentials, uids,
 * versions, titles that are unique in a folder, folders that exist), and writes into dashboards what Grafana writes.
 *
 * @see https://grafana.com/docs/grafana/latest/developers/http_api/dashboard/
 */
export async function startGrafanaServer(): Promise<GrafanaServer> {
  const folders = new Map<string, Folder>();
  const dashboards = new Map<string, Stored>();
  const writes: string[] = [];
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const { pathname, searchParams } = new URL(request.url ?? "", "http://localhost");
    if (request.method !== "GET") {
      writes.push(`${request.method} ${pathname}`);
    }
    const isAllowed = request.headers.authorization === `Bearer ${TOKEN}`;
    const [status, answer] = isAllowed
      ? route(`${request.method} ${pathname}`, searchParams, body, { folders, dashboards })
      : [401, { message: "Invalid API key" }];
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    token: TOKEN,
    writes,
    dashboards,
    edit(uid, change) {
      const stored = dashboards.get(uid) as Stored;
      change(stored.data);
      stored.data.version = Number(stored.data.version) + 1;
      stored.messages.push("");
    },
    close: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

interface State {
  readonly folders: Map<string, Folder>;
  readonly dashboards: Map<string, Stored>;
}

function route(request: string, query: URLSearchParams, body: Record<string, unknown>, state: State): Answer {
  const { folders, dashboards } = state;
  const [, uid = "", part] = /^\w+ \/api\/(?:folders|dashboards\/uid)\/([^/]+)(?:\/(\w+))?$/.exec(request) ?? [];
  const folder = folders.get(uid);
  const stored = dashboards.get(uid);
  switch (request.replace(uid === "" ? "\0" : `/${uid}`, "/:uid")) {
    case "GET /api/folders/:uid":
      return folder === undefined ? [404, { message: "folder not found" }] : [200, folder];
    case "POST /api/folders":
      return createFolder(body, folders);
    case "GET /api/folders/:uid/permissions":
      return folder === undefined ? [404, { message: "folder not found" }] : [200, folder.permissions];
    case "POST /api/folders/:uid/permissions":
      if (folder === undefined) {
        return [404, { message: "folder not found" }];
      }
      folder.permissions = body.items as Folder["permissions"];
      return [200, { message: "Folder permissions updated" }];
    case "GET /api/dashboards/uid/:uid":
      return stored === undefined
        ? [404, { message: "Dashboard not found" }]
        : [200, { dashboard: stored.data, meta: { folderUid: stored.folderUid } }];
    case "GET /api/dashboards/uid/:uid/versions":
      return stored === undefined ? [404, { message: "Dashboard not found" }] : [200, { versions: [{ message: stored.messages.at(-1) }] }];
    case "POST /api/dashboards/db":
      return save(body, state);
    case "GET /api/search":
      return [200, [...dashboards].filter(([, { data }]) => (data.tags as string[]).includes(query.get("tag") ?? "")).map(([one]) => ({ uid: one }))];
    default:
      return [404, { message: `Not found: ${request} ${part}` }];
  }
}

function createFolder({ uid, title }: Record<string, unknown>, folders: Map<string, Folder>): Answer {
  if (typeof uid !== "string" || !UID.test(uid) || typeof title !== "string" || title === "") {
    return [400, { message: "uid contains illegal characters or title is empty" }];
  }
  if (folders.has(uid)) {
    return [412, { message: "a folder with the same uid already exists" }];
  }
  const permissions = ["Viewer", "Editor"].map((role, index) => ({ role, permission: index + 1 }));
  folders.set(uid, { uid, title, permissions });
  return [200, { uid, title }];
}

function save(body: Record<string, unknown>, { folders, dashboards }: State): Answer {
  const data = body.dashboard as Record<string, unknown>;
  const { folderUid, message, overwrite } = body as { folderUid: string; message: string; overwrite: boolean };
  const uid = String(data.uid);
  if (!UID.test(uid)) {
    return [400, { message: "uid contains illegal characters" }];
  }
  if (typeof data.title !== "string" || data.title === "") {
    return [400, { message: "Dashboard title cannot be empty" }];
  }
  if (!folders.has(folderUid)) {
    return [400, { message: "folder not found" }];
  }
  const before = dashboards.get(uid);
  if (before !== undefined && !overwrite && data.version !== before.data.version) {
    return [412, { status: "version-mismatch", message: "The dashboard has been changed by someone else" }];
  }
  const isTaken = [...dashboards].some(([other, one]) => other !== uid && one.folderUid === folderUid && one.data.title === data.title);
  if (isTaken) {
    return [412, { status: "name-exists", message: "A dashboard with the same name in the folder already exists" }];
  }
  dashboards.set(uid, { data: mutated(data, Number(before?.data.version ?? 0) + 1), folderUid, messages: [...(before?.messages ?? []), message] });
  return [200, { uid, status: "success", version: Number(before?.data.version ?? 0) + 1 }];
}

/** As Grafana stores it: its own numbers, a newer schema, fields in another order, empty ones added. */
function mutated(data: Record<string, unknown>, version: number): Record<string, unknown> {
  const copy = structuredClone(data);
  const panels = (copy.panels as Record<string, unknown>[]).map((panel) => ({
    ...panel,
    pluginVersion: "13.0.0",
    transparent: false,
    links: panel.links ?? [],
  }));
  const entries = Object.entries({ ...copy, panels, id: 7, version, schemaVersion: 43, weekStart: "", gnetId: null });
  return Object.fromEntries(entries.reverse());
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) {
    text += chunk;
  }
  return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
}
