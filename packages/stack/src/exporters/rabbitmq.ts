import { alertAbove, alertBelow, increaseOf, levelOf, ratioOf, sumOf, whileBelow } from "@platform/alerts";
import type { ExporterDefinition } from "@platform/grafana-dashboards/define";
import { type ExporterOptions, exporterOf } from "./exporter.ts";
import { ANY, foreignCounter, foreignGauge } from "./foreign-metric.ts";

const QUEUE = { queue: ANY, vhost: ANY };
const KIND = { dead_letter_strategy: ANY, queue_type: ANY };

const ready = foreignGauge("rabbitmq_queue_messages_ready", "Messages that wait for a consumer.", QUEUE);
const unacked = foreignGauge("rabbitmq_queue_messages_unacked", "Messages that consumers hold without having confirmed them.", QUEUE);
const consumers = foreignGauge("rabbitmq_queue_consumers", "Consumers of the queue.", QUEUE);
const connections = foreignGauge("rabbitmq_connections", "Connections of clients.");
const sockets = foreignGauge("rabbitmq_process_open_tcp_sockets", "Sockets in use.");
const maxSockets = foreignGauge("rabbitmq_process_max_tcp_sockets", "Sockets that it may use.");
const descriptors = foreignGauge("rabbitmq_process_open_fds", "File descriptors in use.");
const maxDescriptors = foreignGauge("rabbitmq_process_max_fds", "File descriptors that it may use.");
const memory = foreignGauge("rabbitmq_process_resident_memory_bytes", "Memory in use.", {}, "bytes");
const memoryLimit = foreignGauge("rabbitmq_resident_memory_limit_bytes", "Memory from which on publishers are blocked.", {}, "bytes");
const memoryAlarm = foreignGauge("rabbitmq_alarms_memory_used_watermark", "1 while publishers are blocked for lack of memory.");
const diskAlarm = foreignGauge("rabbitmq_alarms_free_disk_space_watermark", "1 while publishers are blocked for lack of disk.");
const uptime = foreignGauge("rabbitmq_erlang_uptime_seconds", "Time since the node started.", {}, "seconds");
const identity = foreignGauge("rabbitmq_identity_info", "Names of the node and of its cluster.", { rabbitmq_cluster: ANY, rabbitmq_node: ANY });
const unreachable = foreignGauge("rabbitmq_unreachable_cluster_peers_count", "Peers that the node cannot reach; of servers after 3.10.");
const published = foreignCounter("rabbitmq_global_messages_received_total", "Messages from publishers.", { protocol: ANY });
const dropped = foreignCounter("rabbitmq_global_messages_unroutable_dropped_total", "Messages for which no queue was bound, thrown away.", {
  protocol: ANY,
});
const returned = foreignCounter("rabbitmq_global_messages_unroutable_returned_total", "Messages for which no queue was bound, given back.", {
  protocol: ANY,
});
const rejected = foreignCounter("rabbitmq_global_messages_dead_lettered_rejected_total", "Messages that a consumer refused.", KIND);
const expired = foreignCounter("rabbitmq_global_messages_dead_lettered_expired_total", "Messages that nobody took in time.", KIND);
const overflowed = foreignCounter("rabbitmq_global_messages_dead_lettered_maxlen_total", "Messages for which their queue had no room.", KIND);

const broker = { category: "infrastructure", runbook: "infrastructure/rabbitmq" } as const;
const performance = { ...broker, category: "performance" } as const;
const EACH_QUEUE = { per: ["vhost", "queue"] } as const;
const NODES = { per: ["instance"], windowSeconds: 900 } as const;

/**
 * RabbitMQ, through its own plugin `rabbitmq_prometheus`, with `prometheus.return_per_object_metrics = true` in its configuration: without, all
 * queues of a node are one.
 *
 * @see https://www.rabbitmq.com/docs/prometheus
 */
export function rabbitmq(options: ExporterOptions = {}): ExporterDefinition {
  return exporterOf(
    {
      name: "rabbitmq",
      title: "RabbitMQ",
      help: "Queues, consumers, connections, memory and disk of each node.",
      port: 15_692,
      usualSeries: 650,
      // Those of queues are there once there is a queue.
      optional: [ready, unacked, consumers, unreachable],
      further: [identity, connections, published],
      alerts: {
        partition: alertAbove(levelOf(unreachable), {
          ...broker,
          limits: { critical: 0 },
          forSeconds: 60,
          summary: "RabbitMQ does not reach nodes of its cluster ({{ $labels.instance }})",
          description: "{value} nodes are down, or on the other side of a network that is parted.",
        }),
        memoryAlarm: alertAbove(levelOf(memoryAlarm), {
          ...broker,
          limits: { critical: 0 },
          forSeconds: 60,
          summary: "RabbitMQ takes no messages for lack of memory ({{ $labels.instance }})",
          description: "All publishers of the cluster are blocked until {{ $labels.instance }} has memory again.",
        }),
        diskAlarm: alertAbove(levelOf(diskAlarm), {
          ...broker,
          limits: { critical: 0 },
          forSeconds: 60,
          summary: "RabbitMQ takes no messages for lack of disk ({{ $labels.instance }})",
          description: "All publishers of the cluster are blocked until {{ $labels.instance }} has room on its disk again.",
        }),
        // What is critical about it has an alarm of the server's own.
        memory: alertAbove(ratioOf(levelOf(memory), levelOf(memoryLimit)), {
          ...broker,
          limits: { warning: 0.8 },
          summary: "RabbitMQ uses over {limit} of its memory ({{ $labels.instance }})",
          description: "{value} of the memory are in use beyond which publishers are blocked.",
        }),
        fileDescriptors: alertAbove(ratioOf(levelOf(descriptors), levelOf(maxDescriptors)), {
          ...broker,
          limits: { warning: 0.8 },
          summary: "RabbitMQ uses over {limit} of its file descriptors ({{ $labels.instance }})",
          description: "{value} of the file descriptors are in use; without one there are neither connections nor messages on disk.",
        }),
        connections: alertAbove(ratioOf(levelOf(sockets), levelOf(maxSockets)), {
          ...broker,
          limits: { warning: 0.8, critical: 0.95 },
          summary: "RabbitMQ uses over {limit} of its connections ({{ $labels.instance }})",
          description: "{value} of the sockets are in use; the next clients are refused.",
        }),
        restarted: alertBelow(levelOf(uptime), {
          ...broker,
          limits: { info: 600 },
          forSeconds: 0,
          summary: "RabbitMQ has started anew ({{ $labels.instance }})",
          description: "The node started {value} ago; messages that were not persistent are gone.",
        }),
        backlog: alertAbove(levelOf(ready, {}, EACH_QUEUE), {
          ...performance,
          limits: { warning: 1000 },
          summary: "Over {limit} messages wait in queue {{ $labels.queue }}",
          description: "{value} messages wait for a consumer: it is slower than its publishers, or stands still.",
        }),
        unacknowledged: alertAbove(levelOf(unacked, {}, EACH_QUEUE), {
          ...performance,
          limits: { warning: 1000 },
          summary: "Consumers of {{ $labels.queue }} hold over {limit} messages",
          description: "{value} messages were handed out and not confirmed: consumers are stuck, or forget to confirm.",
        }),
        noConsumer: alertAbove(levelOf(ready, {}, EACH_QUEUE), {
          ...broker,
          limits: { warning: 0 },
          guards: [whileBelow(levelOf(consumers, {}, EACH_QUEUE), 1)],
          forSeconds: 600,
          summary: "Nobody takes messages from queue {{ $labels.queue }}",
          description: "{value} messages wait, and the queue has had no consumer for 10 minutes.",
        }),
        unroutable: alertAbove(sumOf(increaseOf(dropped, {}, { per: ["instance"] }), increaseOf(returned, {}, { per: ["instance"] })), {
          ...broker,
          limits: { warning: 0 },
          summary: "RabbitMQ has no queue for some messages ({{ $labels.instance }})",
          description: "{value} messages in 5 minutes were thrown away or given back, because no queue is bound for them.",
        }),
        deadLetters: alertAbove(sumOf(increaseOf(rejected, {}, NODES), increaseOf(expired, {}, NODES), increaseOf(overflowed, {}, NODES)), {
          ...broker,
          limits: { warning: 10 },
          summary: "RabbitMQ puts messages aside ({{ $labels.instance }})",
          description: "{value} messages in 15 minutes were refused by their consumer, too old, or too many for their queue.",
        }),
      },
    },
    options,
  );
}
