import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { buildModel } from "@platform/grafana-dashboards";
import { expect, test } from "vitest";
import { catalogue } from "../../../test/catalogue.ts";
import { folderWith } from "../../../test/live-programs.ts";
import { shop } from "../../../test/shop-platform.ts";
import { renderFirewall } from "./firewall.ts";

const files = renderFirewall(buildModel({ ...shop, uses: catalogue }));
const [{ content } = { content: "" }] = files;

test("every port of the monitoring is behind it, and none of the services", () => {
  const [, ports = ""] = /elements = \{ (.*) \}/.exec(content) ?? [];
  expect(ports.split(", ").map(Number)).toEqual([
    ...[3000, 3100, 4317, 4318, 9090, 9093, 9094, 9100, 9113, 9114, 9115, 9121, 9187, 9350, 15692, 16686],
  ]);
});

/** In a network of its own, so that the machine's rules are neither needed nor touched. */
function inOwnNetwork(script: string): string {
  return execFileSync("unshare", ["--net", "--map-root-user", "bash", "-ec", script], {
    encoding: "utf8",
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

test("nft takes it, also a second time", async () => {
  await using folder = await folderWith(files);
  const path = join(folder.path, "security/monitoring.nft");
  const listed = inOwnNetwork(`nft -c -f ${path}; nft -f ${path}; nft -f ${path}; nft list ruleset`);
  expect(listed.match(/table inet shop_monitoring/g)).toHaveLength(1);
});

/** A machine that monitors, and a stranger at the other end of a cable. */
const MACHINES = `
ip link set lo up
unshare --net sleep 60 & STRANGER=$!
PIDS=$STRANGER
trap 'kill $PIDS' EXIT
until [ "$(readlink /proc/$STRANGER/ns/net)" != "$(readlink /proc/$$/ns/net)" ]; do sleep 0.1; done
ip link add here type veth peer name there netns $STRANGER
ip addr add 10.9.0.1/24 dev here
ip link set here up
stranger() { nsenter --net=/proc/$STRANGER/ns/net "$@"; }
stranger ip addr add 10.9.0.2/24 dev there
stranger ip link set there up
for port in 9090 8080; do
  "$NODE" -e "require('http').createServer((_, answer) => answer.end()).listen($port, '0.0.0.0')" & PIDS="$PIDS $!"
done
until curl -sf -o /dev/null http://10.9.0.1:8080/ && curl -sf -o /dev/null http://10.9.0.1:9090/; do sleep 0.2; done
ask() { "$@" -s -o /dev/null -m 2 && echo reached || echo refused; }
ask_by_udp() {
  "$NODE" -e "setTimeout(process.exit, 5000, 1); require('dgram').createSocket('udp4').on('message', () => process.exit(0)).bind($1, '10.9.0.1')" & SERVER=$!
  for _ in $(seq 20); do stranger bash -c "echo hello > /dev/udp/10.9.0.1/$1" || true; sleep 0.1; done
  wait $SERVER && echo reached || echo refused
}
`;

test("a stranger does not reach Prometheus, a trusted one does, and what is no monitoring is left alone", { timeout: 60_000 }, async () => {
  await using folder = await folderWith(files);
  const answers = inOwnNetwork(`NODE=${process.execPath}${MACHINES}
nft -f ${join(folder.path, "security/monitoring.nft")}
ask stranger curl http://10.9.0.1:9090/
ask stranger curl http://10.9.0.1:8080/
ask curl http://10.9.0.1:9090/
nft add element inet shop_monitoring trusted4 '{ 10.9.0.0/24 }'
ask stranger curl http://10.9.0.1:9090/`);
  expect(answers.trim().split("\n")).toEqual(["refused", "reached", "reached", "reached"]);
});

test("what comes by UDP is refused at the ports of the monitoring and left alone elsewhere: a VPN stays up", { timeout: 60_000 }, async () => {
  await using folder = await folderWith(files);
  const answers = inOwnNetwork(`NODE=${process.execPath}${MACHINES}
nft -f ${join(folder.path, "security/monitoring.nft")}
ask_by_udp 51820
ask_by_udp 9094`);
  expect(answers.trim().split("\n")).toEqual(["reached", "refused"]);
});
