/** The node exporter looks at the node itself: its disks, processes and network; it writes nowhere. */
export function nodePod() {
  return {
    pod: { hostNetwork: true, hostPID: true, tolerations: [{ operator: "Exists" }] },
    volumes: [
      {
        volume: { name: "host", hostPath: { path: "/" } },
        mount: { name: "host", mountPath: "/host", readOnly: true, mountPropagation: "HostToContainer" },
      },
      {
        volume: { name: "metrics", hostPath: { path: "/var/lib/platform-metrics", type: "DirectoryOrCreate" } },
        mount: { name: "metrics", mountPath: "/metrics", readOnly: true },
      },
    ],
  } as const;
}
