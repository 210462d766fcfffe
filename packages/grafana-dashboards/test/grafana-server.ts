import { createServer, type IncomingMessage } from "node:http";

export interface GrafanaServer {
  readonly url: string;
  readonly token: string;
  /** Requests that would change something. */
  readonly writes: string[];
  /** Dashboards by uid, as they are stored. */
  readonly dashboards: Map<string, Stored>;
  /** Folders by uid, with who may do what. */
  readonly folders: Map<string, Folder>;
  /** Somebody edits a dashboard in the browser. */
  edit(uid: string, change: (data: Record<string, unknown>) => void): void;
  close(): Promise<void>;
}

interface Stored {
  data: Record<string, unknown>;
  folderUid: string;
  messages: string[];
  /** It comes from a file. */
  provisioned?: boolean;
}

/** Settings of the server: https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/ */
export interface GrafanaSettings {
  /** Most dashboards; default any number. */
  readonly quota?: number;
  /** `min_refresh_interval`, default 5. */
  readonly minRefreshSeconds?: number;
}

interface Folder {
  readonly uid: string;
  readonly title: string;
  permissions: Permission[];
}

interface Permission {
  readonly role?: string;
  readonly userId?: number;
  readonly teamId?: number;
  readonly permission: number;
  readonly inherited?: boolean;
}

type Answer = readonly [status: number, body: unknown];

const TOKEN = "glsa_test";
const UID = /^[a-zA-Z0-9_-]+$/;
const [LONGEST_UID, LONGEST_TITLE, LONGEST_MESSAGE] = [40, 5000, 500];
/** Most results of a search, and how many there are unless others are asked for. */
const [MOST_FOUND, USUALLY_FOUND] = [5000, 1000];

/**
 * Stands for Grafana's HTTP API where no Grafana can be had: it enforces what the documentation of folders, permissions and dashboards says, and what
 * the errors of its source say (credentials, uids of at most 40 characters, titles, messages, versions, folders that exist, names that are reserved,
 * provisioned dashboards, quotas, the least refresh interval, permissions that replace all others), and writes into dashboards what Grafana writes.
 * Titles are unique in a folder, as Grafana before 11 demands.
 *
 * @see https://grafana.com/docs/grafana/latest/developers/http_api/dashboard/
 */
export async function startGrafanaServer(settings: GrafanaSettings = {}): Promise<GrafanaServer> {
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
      ? route(`${request.method} ${pathname}`, searchParams, body, { folders, dashboards, settings })
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
    folders,
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
  readonly settings: GrafanaSettings;
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
      return permit(folder, body.items as readonly Permission[]);
    case "GET /api/dashboards/uid/:uid":
      return stored === undefined
        ? [404, { message: "Dashboard not found" }]
        : [200, { dashboard: stored.data, meta: { folderUid: stored.folderUid, provisioned: stored.provisioned ?? false } }];
    case "GET /api/dashboards/uid/:uid/versions":
      return stored === undefined ? [404, { message: "Dashboard not found" }] : [200, { versions: [{ message: stored.messages.at(-1) }] }];
    case "POST /api/dashboards/db":
      return save(body, state);
    case "GET /api/search":
      return search(query, dashboards);
    default:
      return [404, { message: `Not found: ${request} ${part}` }];
  }
}

function createFolder({ uid, title }: Record<string, unknown>, folders: Map<string, Folder>): Answer {
  if (typeof uid !== "string" || !UID.test(uid)) {
    return [400, { message: "uid contains illegal characters" }];
  }
  if (uid.length > LONGEST_UID) {
    return [400, { message: `uid too long, max ${LONGEST_UID} characters` }];
  }
  if (typeof title !== "string" || title.trim() === "") {
    return [400, { message: "folder title cannot be empty" }];
  }
  if (uid === "general" || title.toLowerCase() === "general") {
    return [400, { message: "A folder with that name already exists" }];
  }
  if (folders.has(uid)) {
    return [409, { message: "a folder/dashboard with the same uid already exists" }];
  }
  const permissions = ["Viewer", "Editor"].map((role, index) => ({ role, permission: index + 1 }));
  folders.set(uid, { uid, title, permissions });
  return [200, { uid, title }];
}

/** Replaces all that there was. */
function permit(folder: Folder, items: readonly Permission[]): Answer {
  const isWrong = ({ role, userId, teamId, permission }: Permission) =>
    [role, userId, teamId].filter((of) => of !== undefined).length !== 1 ||
    ![1, 2, 4].includes(permission) ||
    !(role === undefined || role === "Viewer" || role === "Editor");
  if (!Array.isArray(items) || items.some(isWrong)) {
    return [400, { message: "bad request data" }];
  }
  folder.permissions = [...folder.permissions.filter(({ inherited }) => inherited), ...items];
  return [200, { message: "Folder permissions updated" }];
}

function search(query: URLSearchParams, dashboards: State["dashboards"]): Answer {
  const limit = Number(query.get("limit") ?? USUALLY_FOUND);
  if (limit > MOST_FOUND) {
    return [422, { message: `limit is above maximum allowed (${MOST_FOUND}), use page parameter to access hits beyond limit` }];
  }
  const found = [...dashboards].filter(([, { data }]) => (data.tags as string[]).includes(query.get("tag") ?? ""));
  const from = (Number(query.get("page") ?? 1) - 1) * limit;
  return [200, found.slice(from, from + limit).map(([uid]) => ({ uid }))];
}

function save(body: Record<string, unknown>, { folders, dashboards, settings }: State): Answer {
  const data = body.dashboard as Record<string, unknown>;
  const { folderUid, message, overwrite } = body as { folderUid: string; message: string; overwrite: boolean };
  const uid = String(data.uid);
  if (!UID.test(uid)) {
    return [400, { message: "uid contains illegal characters" }];
  }
  if (uid.length > LONGEST_UID) {
    return [400, { message: `uid too long, max ${LONGEST_UID} characters` }];
  }
  if (typeof data.title !== "string" || data.title.trim() === "") {
    return [400, { status: "empty-name", message: "Dashboard title cannot be empty" }];
  }
  if (data.title.length > LONGEST_TITLE) {
    return [400, { status: "title-too-long", message: "Dashboard title cannot contain more than 5 000 characters" }];
  }
  if (message.length > LONGEST_MESSAGE) {
    return [400, { message: `message too long, max ${LONGEST_MESSAGE} characters` }];
  }
  const [, amount = "0", unit = "s"] = /^(\d+)([smh])$/.exec(String(data.refresh || "1h")) ?? [];
  if (Number(amount) * ({ s: 1, m: 60, h: 3600 }[unit] ?? 0) < (settings.minRefreshSeconds ?? 5)) {
    return [400, { message: "Dashboard refresh interval is too low" }];
  }
  if (!folders.has(folderUid)) {
    return [400, { message: "folder not found" }];
  }
  const before = dashboards.get(uid);
  if (before?.provisioned) {
    return [400, { message: "Cannot save provisioned dashboard" }];
  }
  if (before === undefined && dashboards.size >= (settings.quota ?? Number.POSITIVE_INFINITY)) {
    return [403, { message: "Quota reached" }];
  }
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
