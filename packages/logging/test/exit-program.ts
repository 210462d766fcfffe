import { createLogger, createLokiDelivery } from "../src/index.ts";

/** Logs `lines` numbered lines and ends in the way named. Prints "logged" when all are in the spool. */
const [url = "", spool = "", way = "", lines = "0", mode = "thread"] = process.argv.slice(2);

const delivery = createLokiDelivery({
  url,
  spool,
  service: "payment",
  batchSeconds: 0.1,
  timeoutSeconds: 0.5,
  retry: { minSeconds: 0.05, maxSeconds: 0.2 },
  exitSeconds: mode === "short" ? 0.5 : 5,
  inProcess: mode === "in-process",
});
const logger = createLogger({ service: { name: "payment" }, delivery, level: "info" });
for (let number = 0; number < Number(lines); number++) {
  logger.info({ number }, "charged");
}

const ways: Readonly<Record<string, () => void | Promise<void>>> = {
  end() {},
  exit() {
    process.exit(0);
  },
  "uncaught exception"() {
    throw new Error("a fault of the service");
  },
  "unhandled rejection"() {
    Promise.reject(new Error("a fault of the service"));
  },
  /** Waits for the signal that its parent sends. */
  async signal() {
    await delivery.flush({ deadlineSeconds: 0 });
    setInterval(() => undefined, 1000);
    process.send?.("logged");
  },
};
void ways[way]?.();
