import { alertAbove, alertBelow, comparedWithBefore, increaseOf, levelOf, rateOf, ratioOf, restOf } from "@platform/alerts";
import type { ExporterDefinition } from "@platform/grafana-dashboards/define";
import { type ExporterOptions, exporterOf } from "./exporter.ts";
import { ANY, foreignCounter, foreignGauge } from "./foreign-metric.ts";

const CLUSTER = { cluster: ANY };
const NODE = { cluster: ANY, name: ANY, host: ANY };
const COLORS = ["green", "yellow", "red"] as const;

const up = foreignGauge("elasticsearch_cluster_health_up", "1 while the exporter reaches the cluster.");
const status = foreignGauge("elasticsearch_cluster_health_status", "1 for the colour of the cluster.", { cluster: ANY, color: COLORS });
const nodes = foreignGauge("elasticsearch_cluster_health_number_of_nodes", "Nodes of the cluster.", CLUSTER);
const unassigned = foreignGauge("elasticsearch_cluster_health_unassigned_shards", "Shards that no node holds.", CLUSTER);
const initializing = foreignGauge("elasticsearch_cluster_health_initializing_shards", "Shards that are being made.", CLUSTER);
const relocating = foreignGauge("elasticsearch_cluster_health_relocating_shards", "Shards that change their node.", CLUSTER);
const pending = foreignGauge("elasticsearch_cluster_health_number_of_pending_tasks", "Changes that wait for the master.", CLUSTER);
const heapUsed = foreignGauge("elasticsearch_jvm_memory_used_bytes", "Memory in use.", { ...NODE, area: ANY }, "bytes");
const heapMax = foreignGauge("elasticsearch_jvm_memory_max_bytes", "Memory that it may use.", { ...NODE, area: ANY }, "bytes");
const collecting = foreignCounter("elasticsearch_jvm_gc_collection_seconds_sum", "Time spent on garbage.", { ...NODE, gc: ANY }, "seconds");
const diskFree = foreignGauge("elasticsearch_filesystem_data_available_bytes", "Room for data.", { ...NODE, mount: ANY, path: ANY }, "bytes");
const diskSize = foreignGauge("elasticsearch_filesystem_data_size_bytes", "Size of the disk of data.", { ...NODE, mount: ANY, path: ANY }, "bytes");
const queryTime = foreignCounter("elasticsearch_indices_search_query_time_seconds", "Time spent on queries.", NODE, "seconds");
const queries = foreignCounter("elasticsearch_indices_search_query_total", "Queries of shards.", NODE);
const indexTime = foreignCounter("elasticsearch_indices_indexing_index_time_seconds_total", "Time spent on indexing.", NODE, "seconds");
const indexed = foreignCounter("elasticsearch_indices_indexing_index_total", "Documents indexed.", NODE);
const rejected = foreignCounter("elasticsearch_thread_pool_rejected_count", "Requests refused, by the pool that was full.", { ...NODE, type: ANY });
const tripped = foreignCounter("elasticsearch_breakers_tripped", "Requests refused for the memory that they would take.", { ...NODE, breaker: ANY });

const search = { category: "infrastructure", runbook: "infrastructure/elasticsearch" } as const;
const performance = { ...search, category: "performance" } as const;
const EACH_NODE = { per: ["instance", "cluster", "name"] } as const;
const HEAP = { area: "heap" } as const;

/**
 * Elasticsearch, through `prometheus-elasticsearch-exporter` with `--es.all`: one exporter for a cluster.
 *
 * @see https://github.com/prometheus-community/elasticsearch_exporter
 */
export function elasticsearch(options: ExporterOptions = {}): ExporterDefinition {
  return exporterOf(
    {
      name: "elasticsearch",
      title: "Elasticsearch",
      help: "Colour, nodes, shards, heap, disk and times of each cluster.",
      port: 9114,
      usualSeries: 200,
      alerts: {
        down: alertBelow(levelOf(up), {
          ...search,
          limits: { critical: 1 },
          forSeconds: 60,
          explains: "instance",
          summary: "Elasticsearch is down ({{ $labels.instance }})",
          description: "The exporter {{ $labels.instance }} runs, and its cluster does not answer.",
        }),
        red: alertAbove(levelOf(status, { color: "red" }), {
          ...search,
          limits: { critical: 0 },
          forSeconds: 60,
          summary: "Cluster {{ $labels.cluster }} is red",
          description: "Some shards of {{ $labels.cluster }} are held by no node: what is in them can be neither found nor written.",
        }),
        yellow: alertAbove(levelOf(status, { color: "yellow" }), {
          ...search,
          limits: { warning: 0 },
          forSeconds: 900,
          summary: "Cluster {{ $labels.cluster }} is yellow",
          description: "Some shards of {{ $labels.cluster }} have no copy: with the next node their data are lost.",
        }),
        nodeLost: alertBelow(comparedWithBefore(levelOf(nodes), { offsetSeconds: 3600 }), {
          ...search,
          limits: { warning: 1 },
          summary: "Cluster {{ $labels.cluster }} has lost a node",
          description: "It has {value} of the nodes that it had an hour ago.",
        }),
        unassigned: alertAbove(levelOf(unassigned), {
          ...search,
          limits: { warning: 0 },
          forSeconds: 1800,
          summary: "Shards of {{ $labels.cluster }} find no node",
          description: "{value} shards have been without a node for half an hour.",
        }),
        initializing: alertAbove(levelOf(initializing), {
          ...search,
          limits: { warning: 0 },
          forSeconds: 1800,
          summary: "Shards of {{ $labels.cluster }} do not come up",
          description: "{value} shards have been in the making for half an hour.",
        }),
        relocating: alertAbove(levelOf(relocating), {
          ...search,
          limits: { info: 0 },
          forSeconds: 7200,
          summary: "Shards of {{ $labels.cluster }} move on and on",
          description: "{value} shards change their node, and some have for two hours: the nodes are full or unlike each other.",
        }),
        pendingTasks: alertAbove(levelOf(pending), {
          ...performance,
          limits: { warning: 10 },
          forSeconds: 900,
          summary: "Changes of {{ $labels.cluster }} wait for its master",
          description: "{value} changes wait: the master is overloaded, often by too many fields or shards.",
        }),
        heap: alertAbove(ratioOf(levelOf(heapUsed, HEAP, { per: EACH_NODE.per }), levelOf(heapMax, HEAP, { per: EACH_NODE.per })), {
          ...search,
          limits: { warning: 0.85, critical: 0.95 },
          forSeconds: 600,
          summary: "{{ $labels.name }} of {{ $labels.cluster }} uses over {limit} of its heap",
          description: "{value} of the heap have been in use for ten minutes: garbage collection no longer helps.",
        }),
        garbageCollection: alertAbove(rateOf(collecting, {}, EACH_NODE), {
          ...performance,
          limits: { warning: 0.1 },
          summary: "{{ $labels.name }} of {{ $labels.cluster }} is busy with its garbage",
          description: "{value} of the time go to garbage collection.",
        }),
        disk: alertAbove(restOf(ratioOf(levelOf(diskFree), levelOf(diskSize))), {
          ...search,
          // From 85 % on no shards come to a node, from 95 % on its indices are read-only.
          limits: { warning: 0.8, critical: 0.9 },
          summary: "The disk of {{ $labels.name }} is over {limit} full",
          description: "{value} of {{ $labels.path }} are in use; from 95 % on indices with a shard on it take no more documents.",
        }),
        slowQueries: alertAbove(ratioOf(rateOf(queryTime, {}, EACH_NODE), rateOf(queries, {}, EACH_NODE)), {
          ...performance,
          limits: { warning: 0.5 },
          minimum: 100,
          summary: "Queries of {{ $labels.name }} take over {limit}",
          description: "A query of a shard takes {value} on the average of 5 minutes.",
        }),
        slowIndexing: alertAbove(ratioOf(rateOf(indexTime, {}, EACH_NODE), rateOf(indexed, {}, EACH_NODE)), {
          ...performance,
          limits: { warning: 0.1 },
          minimum: 100,
          summary: "Indexing on {{ $labels.name }} takes over {limit} for a document",
          description: "A document takes {value} on the average of 5 minutes.",
        }),
        rejections: alertAbove(increaseOf(rejected, {}, { per: ["instance", "name", "type"] }), {
          ...search,
          limits: { warning: 0 },
          summary: "{{ $labels.name }} refuses requests",
          description: "{value} requests were refused in 5 minutes, because the queue of pool {{ $labels.type }} was full.",
        }),
        breakerTripped: alertAbove(increaseOf(tripped, {}, { per: ["instance", "name", "breaker"] }), {
          ...search,
          limits: { warning: 0 },
          summary: "{{ $labels.name }} refuses requests for lack of memory",
          description: "{value} requests in 5 minutes would have taken more memory than breaker {{ $labels.breaker }} allows.",
        }),
      },
    },
    options,
  );
}
