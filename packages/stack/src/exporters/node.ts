import { ageOf, alertAbove, alertBelow, alertFilling, countOf, increaseOf, levelOf, rateOf, ratioOf, restOf, shareOf } from "@platform/alerts";
import type { ExporterDefinition } from "@platform/grafana-dashboards/define";
import { type ExporterOptions, exporterOf } from "./exporter.ts";
import { ANY, foreignCounter, foreignGauge } from "./foreign-metric.ts";

const FILESYSTEM = { device: ANY, fstype: ANY, mountpoint: ANY };
const DEVICE = { device: ANY };

const cpu = foreignCounter("node_cpu_seconds_total", "Seconds that each CPU spent in each mode.", { cpu: ANY, mode: ANY }, "seconds");
const load5 = foreignGauge("node_load5", "Processes that run or wait, averaged over 5 minutes.");
const memoryAvailable = foreignGauge("node_memory_MemAvailable_bytes", "Memory that programs can have without swapping.", {}, "bytes");
const memoryTotal = foreignGauge("node_memory_MemTotal_bytes", "Memory of the machine.", {}, "bytes");
const majorFaults = foreignCounter("node_vmstat_pgmajfault", "Page faults that had to read from disk.");
const oomKills = foreignCounter("node_vmstat_oom_kill", "Processes that the kernel killed for lack of memory.");
const filesystemAvailable = foreignGauge("node_filesystem_avail_bytes", "Space left to programs.", FILESYSTEM, "bytes");
const filesystemSize = foreignGauge("node_filesystem_size_bytes", "Size of the file system.", FILESYSTEM, "bytes");
const filesFree = foreignGauge("node_filesystem_files_free", "Inodes left.", FILESYSTEM);
const files = foreignGauge("node_filesystem_files", "Inodes of the file system.", FILESYSTEM);
const diskReadTime = foreignCounter("node_disk_read_time_seconds_total", "Seconds that reads took.", DEVICE, "seconds");
const diskReads = foreignCounter("node_disk_reads_completed_total", "Reads completed.", DEVICE);
const diskBusy = foreignCounter("node_disk_io_time_seconds_total", "Seconds in which the disk was busy.", DEVICE, "seconds");
const received = foreignCounter("node_network_receive_bytes_total", "Bytes received.", DEVICE, "bytes");
const receiveErrors = foreignCounter("node_network_receive_errs_total", "Packets received with errors.", DEVICE);
const receivedPackets = foreignCounter("node_network_receive_packets_total", "Packets received.", DEVICE);
const transmitErrors = foreignCounter("node_network_transmit_errs_total", "Packets that could not be sent.", DEVICE);
const transmittedPackets = foreignCounter("node_network_transmit_packets_total", "Packets sent.", DEVICE);
const conntrack = foreignGauge("node_nf_conntrack_entries", "Connections that the firewall tracks.");
const conntrackLimit = foreignGauge("node_nf_conntrack_entries_limit", "Connections that it can track.");
const clockSync = foreignGauge("node_timex_sync_status", "1 while the clock is synchronised.");
const clockOffset = foreignGauge("node_timex_offset_seconds", "How far the clock is off.", {}, "seconds");
const raidDisks = foreignGauge("node_md_disks", "Disks of a RAID, by state.", { device: ANY, state: ANY });
const openFiles = foreignGauge("node_filefd_allocated", "File descriptors that are open.");
const openFilesLimit = foreignGauge("node_filefd_maximum", "File descriptors that may be open.");
const unitState = foreignGauge("node_systemd_unit_state", "1 for the state of a unit; needs --collector.systemd.", {
  name: ANY,
  state: ANY,
  type: ANY,
});
const textfileError = foreignGauge("node_textfile_scrape_error", "1 while a text file cannot be read.");
const bootTime = foreignGauge("node_boot_time_seconds", "Time of the last start.", {}, "timestamp");
/** Written by `platform stack backup` for the text file collector. */
const lastBackup = foreignGauge("platform_backup_last_success_timestamp_seconds", "Time of the last backup that was made.", {}, "timestamp");
const backupDue = foreignGauge("platform_backup_due_timestamp_seconds", "Time by which the next backup must have been made.", {}, "timestamp");

const infrastructure = { category: "infrastructure" } as const;
const MACHINE = { per: ["instance"] } as const;
const EACH = { per: "series" } as const;
const ON = "on {{ $labels.instance }}";
/** What is no disk, or cannot be written. */
const REAL = { fstype: { not: ["tmpfs", "ramfs", "overlay", "squashfs", "iso9660"] } } as const;

/** Machines, through `prometheus-node-exporter`: https://github.com/prometheus/node_exporter */
export function node(options: ExporterOptions = {}): ExporterDefinition {
  return exporterOf(
    {
      name: "node",
      title: "Machines",
      help: "CPU, memory, disks and network of each machine.",
      port: 9100,
      usualSeries: 500,
      optional: [
        raidDisks,
        unitState,
        conntrack,
        conntrackLimit,
        filesFree,
        files,
        diskReadTime,
        diskReads,
        diskBusy,
        clockSync,
        clockOffset,
        backupDue,
      ],
      isOfMachines: true,
      further: [lastBackup],
      alerts: {
        cpu: alertAbove(restOf(shareOf(cpu, { mode: "idle" }, MACHINE)), {
          ...infrastructure,
          limits: { warning: 0.8, critical: 0.95 },
          summary: `CPU over {limit} ${ON}`,
          description: "{value} of the CPU time of {{ $labels.instance }} over the last 5 minutes were in use.",
          runbook: "infrastructure/high-cpu",
        }),
        load: alertAbove(ratioOf(levelOf(load5, {}, { ...MACHINE, operator: "max" }), countOf(cpu, { mode: "idle" }, MACHINE)), {
          ...infrastructure,
          limits: { warning: 2 },
          summary: `Load over {limit} for each core ${ON}`,
          description: "For each core of {{ $labels.instance }} {value} processes run or wait, averaged over 5 minutes.",
          runbook: "infrastructure/high-cpu",
        }),
        steal: alertAbove(shareOf(cpu, { mode: "steal" }, MACHINE), {
          ...infrastructure,
          limits: { warning: 0.1 },
          summary: `Over {limit} of the CPU time is stolen ${ON}`,
          description: "The host of this virtual machine gives {value} of its CPU time to others.",
          runbook: "infrastructure/high-cpu",
        }),
        ioWait: alertAbove(shareOf(cpu, { mode: "iowait" }, MACHINE), {
          ...infrastructure,
          limits: { warning: 0.2 },
          summary: `Over {limit} of the CPU time waits for disks ${ON}`,
          description: "{value} of the CPU time of {{ $labels.instance }} pass in waiting for disks.",
          runbook: "infrastructure/high-disk",
        }),
        memory: alertAbove(restOf(ratioOf(levelOf(memoryAvailable), levelOf(memoryTotal))), {
          ...infrastructure,
          limits: { warning: 0.8, critical: 0.95 },
          summary: `Memory over {limit} ${ON}`,
          description: "{value} of the memory of {{ $labels.instance }} are in use.",
          runbook: "infrastructure/high-memory",
        }),
        majorFaults: alertAbove(rateOf(majorFaults, {}, MACHINE), {
          ...infrastructure,
          limits: { warning: 500 },
          summary: `Memory is read back from disk ${ON}`,
          description: "Page faults of {{ $labels.instance }} read from disk, because it lacks memory: {value}.",
          runbook: "infrastructure/high-memory",
        }),
        oomKill: alertAbove(increaseOf(oomKills, {}, MACHINE), {
          ...infrastructure,
          limits: { warning: 0 },
          forSeconds: 0,
          summary: `The kernel killed a process for lack of memory ${ON}`,
          description: "{value} processes were killed in the last 5 minutes.",
          runbook: "infrastructure/high-memory",
        }),
        disk: alertAbove(restOf(ratioOf(levelOf(filesystemAvailable, REAL), levelOf(filesystemSize, REAL))), {
          ...infrastructure,
          limits: { warning: 0.8, critical: 0.95 },
          summary: `Disk over {limit} at {{ $labels.mountpoint }} ${ON}`,
          description: "{value} of {{ $labels.mountpoint }} ({{ $labels.device }}) are in use.",
          runbook: "infrastructure/high-disk",
        }),
        diskFills: alertFilling(
          { free: filesystemAvailable, size: filesystemSize },
          {
            ...infrastructure,
            labels: REAL,
            severity: "warning",
            forSeconds: 1800,
            summary: `Disk full within a day at {{ $labels.mountpoint }} ${ON}`,
            description: "As it went in the last 6 hours, {{ $labels.mountpoint }} ({{ $labels.device }}) is full within 24 hours.",
            runbook: "infrastructure/high-disk",
          },
        ),
        inodes: alertAbove(restOf(ratioOf(levelOf(filesFree, REAL), levelOf(files, REAL))), {
          ...infrastructure,
          limits: { warning: 0.8, critical: 0.95 },
          summary: `Inodes over {limit} at {{ $labels.mountpoint }} ${ON}`,
          description: "{value} of the inodes of {{ $labels.mountpoint }} are in use: no file can be made without one.",
          runbook: "infrastructure/high-disk",
        }),
        inodesFill: alertFilling(
          { free: filesFree, size: files },
          {
            ...infrastructure,
            labels: REAL,
            severity: "warning",
            forSeconds: 1800,
            summary: `Inodes used up within a day at {{ $labels.mountpoint }} ${ON}`,
            description: "As it went in the last 6 hours, the inodes of {{ $labels.mountpoint }} are used up within 24 hours.",
            runbook: "infrastructure/high-disk",
          },
        ),
        diskLatency: alertAbove(ratioOf(rateOf(diskReadTime, {}, EACH), rateOf(diskReads, {}, EACH)), {
          ...infrastructure,
          limits: { warning: 0.1 },
          minimum: 100,
          summary: `Reads take over {limit} at {{ $labels.device }} ${ON}`,
          description: "A read of {{ $labels.device }} takes {value} on average.",
          runbook: "infrastructure/high-disk",
        }),
        diskBusy: alertAbove(rateOf(diskBusy, {}, EACH), {
          ...infrastructure,
          limits: { warning: 0.9 },
          forSeconds: 900,
          summary: `Disk {{ $labels.device }} is busy over {limit} of the time ${ON}`,
          description: "{{ $labels.device }} was busy for {value} of the last 5 minutes.",
          runbook: "infrastructure/high-disk",
        }),
        networkTraffic: alertAbove(rateOf(received, {}, EACH), {
          ...infrastructure,
          // Four fifths of a link of one gigabit; links of virtual machines do not tell their speed.
          limits: { warning: 100 * 1024 ** 2 },
          summary: `Network {{ $labels.device }} receives over {limit} ${ON}`,
          description: "{{ $labels.device }} receives {value}.",
          runbook: "infrastructure/network-issues",
        }),
        receiveErrors: alertAbove(ratioOf(rateOf(receiveErrors, {}, EACH), rateOf(receivedPackets, {}, EACH)), {
          ...infrastructure,
          limits: { warning: 0.01 },
          minimum: 100,
          summary: `Packets arrive broken at {{ $labels.device }} ${ON}`,
          description: "{value} of the packets that {{ $labels.device }} receives are broken.",
          runbook: "infrastructure/network-issues",
        }),
        transmitErrors: alertAbove(ratioOf(rateOf(transmitErrors, {}, EACH), rateOf(transmittedPackets, {}, EACH)), {
          ...infrastructure,
          limits: { warning: 0.01 },
          minimum: 100,
          summary: `Packets cannot be sent at {{ $labels.device }} ${ON}`,
          description: "{value} of the packets of {{ $labels.device }} could not be sent.",
          runbook: "infrastructure/network-issues",
        }),
        connections: alertAbove(ratioOf(levelOf(conntrack), levelOf(conntrackLimit)), {
          ...infrastructure,
          limits: { warning: 0.8 },
          summary: `The firewall tracks over {limit} of its connections ${ON}`,
          description: "{value} of the table of connections are in use; when it is full, new connections are dropped.",
          runbook: "infrastructure/network-issues",
        }),
        clockUnsynchronised: alertBelow(levelOf(clockSync), {
          ...infrastructure,
          limits: { warning: 1 },
          forSeconds: 900,
          summary: `The clock is not synchronised ${ON}`,
          description: "Times in logs and traces drift apart, and sessions end too early or too late.",
          runbook: "infrastructure/clock",
        }),
        clockSkew: alertAbove(levelOf(clockOffset), {
          ...infrastructure,
          limits: { warning: 0.05 },
          summary: `The clock is over {limit} off ${ON}`,
          description: "The clock of {{ $labels.instance }} is {value} off.",
          runbook: "infrastructure/clock",
        }),
        raidDegraded: alertAbove(levelOf(raidDisks, { state: "failed" }), {
          ...infrastructure,
          limits: { critical: 0 },
          summary: `A disk of {{ $labels.device }} has failed ${ON}`,
          description: "{value} disks of the RAID {{ $labels.device }} have failed; one more may lose the data.",
          runbook: "infrastructure/high-disk",
        }),
        fileDescriptors: alertAbove(ratioOf(levelOf(openFiles), levelOf(openFilesLimit)), {
          ...infrastructure,
          limits: { warning: 0.8 },
          summary: `File descriptors over {limit} ${ON}`,
          description: "{value} of the file descriptors of {{ $labels.instance }} are open.",
          runbook: "services/file-descriptors",
        }),
        unitFailed: alertAbove(levelOf(unitState, { state: "failed" }), {
          ...infrastructure,
          limits: { warning: 0 },
          summary: `Unit {{ $labels.name }} has failed ${ON}`,
          description: "systemd says that {{ $labels.name }} has failed.",
          runbook: "infrastructure/unit-failed",
        }),
        textfileError: alertAbove(levelOf(textfileError), {
          category: "pipeline",
          limits: { warning: 0 },
          summary: `The node exporter cannot read a text file ${ON}`,
          description: "What scripts leave for the node exporter is not read: their metrics are old or missing.",
          runbook: "infrastructure/exporter-down",
        }),
        backupOverdue: alertAbove(ageOf(backupDue), {
          category: "pipeline",
          limits: { warning: 0 },
          summary: `The backup of the monitoring is overdue ${ON}`,
          description: "The daily backup has not been made in time; it is overdue by {value}.",
          runbook: "pipeline/backup",
        }),
        rebooted: alertBelow(ageOf(bootTime), {
          ...infrastructure,
          limits: { info: 600 },
          forSeconds: 0,
          summary: `{{ $labels.instance }} has started anew`,
          description: "{{ $labels.instance }} started {value} ago.",
          runbook: "infrastructure/node-down",
        }),
      },
    },
    options,
  );
}
