// Takes what it is sent and answers as a collector of OpenTelemetry or a Loki does, in a process of its own. It tells its parent its port, and ends with it.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const server = createServer((request, response) => {
  request.resume().on("end", () => {
    if (request.url === "/v1/traces") {
      response.writeHead(200, { "Content-Type": "application/x-protobuf" }).end();
    } else {
      response.writeHead(204).end();
    }
  });
});
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
process.on("disconnect", () => process.exit());
