import type { AddressInfo } from "node:net";
import express from "express";
import { observe } from "../src/index.ts";

/** A service for the tests of shutdown: a process of its own, told by its arguments what to do at its end. */
const [deadlineSeconds, closing] = process.argv.slice(2);
const app = express();
app.use(
  observe({
    service: "orders",
    logger: false,
    shutdown: {
      signals: ["SIGTERM"],
      deadlineSeconds: Number(deadlineSeconds),
      close: () => {
        process.stdout.write("closed\n");
        return closing === "hangs" ? new Promise(() => {}) : closing === "fails" ? Promise.reject(new Error("broken")) : undefined;
      },
    },
  }),
);
app.get("/slow", (_request, response) => void setTimeout(() => response.send("done"), 300));
app.get("/hang", (_request, response) => void response.write("begun"));
const server = app.listen(0, "127.0.0.1", () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
