import { createServer, type Server } from "node:http";

const GIB = 2 ** 30;
const pool = { threads: 4, queue: 0, active: 0, rejected: 0, largest: 4, completed: 120 };
const breaker = { limit_size_in_bytes: GIB, limit_size: "1gb", estimated_size_in_bytes: 0, estimated_size: "0b", overhead: 1, tripped: 0 };
const disk = { total_in_bytes: 100 * GIB, free_in_bytes: 60 * GIB, available_in_bytes: 55 * GIB };
const collector = { collection_count: 12, collection_time_in_millis: 340 };

/** What the pages of Elasticsearch's REST API document, of a cluster of one node. */
const ANSWERS: Readonly<Record<string, object>> = {
  // https://www.elastic.co/guide/en/elasticsearch/reference/7.17/rest-api-root.html
  "/": {
    name: "node-1",
    cluster_name: "search",
    cluster_uuid: "3vFtC0RYQ8-a4hZ4cF6s9g",
    version: {
      number: "7.17.9",
      build_flavor: "default",
      build_type: "deb",
      build_hash: "ef48222227ee6b9e70e502f0f0daa52435ee634d",
      build_date: "2023-01-31T05:34:43.305517834Z",
      build_snapshot: false,
      lucene_version: "8.11.1",
      minimum_wire_compatibility_version: "6.8.0",
      minimum_index_compatibility_version: "6.0.0-beta1",
    },
    tagline: "You Know, for Search",
  },
  // https://www.elastic.co/guide/en/elasticsearch/reference/7.17/cluster-health.html
  "/_cluster/health": {
    cluster_name: "search",
    status: "green",
    timed_out: false,
    number_of_nodes: 1,
    number_of_data_nodes: 1,
    active_primary_shards: 3,
    active_shards: 3,
    relocating_shards: 0,
    initializing_shards: 0,
    unassigned_shards: 0,
    delayed_unassigned_shards: 0,
    number_of_pending_tasks: 0,
    number_of_in_flight_fetch: 0,
    task_max_waiting_in_queue_millis: 0,
    active_shards_percent_as_number: 100,
  },
  // https://www.elastic.co/guide/en/elasticsearch/reference/7.17/cluster-nodes-stats.html
  "/_nodes/stats": {
    _nodes: { total: 1, successful: 1, failed: 0 },
    cluster_name: "search",
    nodes: {
      Xk9fA1VjQ2m5hCzR0wLr3g: {
        timestamp: 1_700_000_000_000,
        name: "node-1",
        transport_address: "127.0.0.1:9300",
        host: "127.0.0.1",
        ip: "127.0.0.1:9300",
        roles: ["data", "ingest", "master"],
        indices: {
          docs: { count: 5000, deleted: 12 },
          store: { size_in_bytes: GIB, total_data_set_size_in_bytes: GIB, reserved_in_bytes: 0 },
          indexing: { index_total: 5012, index_time_in_millis: 9000, index_current: 0, index_failed: 0, is_throttled: false },
          search: { open_contexts: 0, query_total: 800, query_time_in_millis: 4000, query_current: 0, fetch_total: 790, fetch_time_in_millis: 60 },
        },
        jvm: {
          timestamp: 1_700_000_000_000,
          uptime_in_millis: 3_600_000,
          mem: { heap_used_in_bytes: GIB, heap_used_percent: 25, heap_committed_in_bytes: 4 * GIB, heap_max_in_bytes: 4 * GIB },
          gc: { collectors: { young: collector, old: { collection_count: 0, collection_time_in_millis: 0 } } },
        },
        thread_pool: { search: pool, write: pool },
        fs: { timestamp: 1_700_000_000_000, total: disk, data: [{ path: "/var/lib/elasticsearch", mount: "/ (/dev/sda1)", type: "ext4", ...disk }] },
        breakers: { parent: breaker, fielddata: breaker },
      },
    },
  },
};

/** Debian has the exporter but no Elasticsearch: this answers what the documentation says of the requests that the exporter makes, and refuses all others as the true one does. */
export async function startStandInElasticsearch(port: number): Promise<Server> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://any").pathname;
    const answer = request.method === "GET" ? ANSWERS[path] : undefined;
    const refusal = { error: `no handler found for uri [${path}] and method [${request.method}]` };
    response
      .writeHead(answer === undefined ? 400 : 200, { "content-type": "application/json; charset=UTF-8" })
      .end(JSON.stringify(answer ?? refusal));
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return server;
}
