import { withoutSynthetic } from "@platform/express-middleware";
import { createMetrics } from "@platform/metrics";
import type { Request } from "express";
import { createFaultRoutes } from "../fault/fault-routes.ts";
import { channelOf } from "../http/channel.ts";
import { createServiceApp } from "../http/create-service-app.ts";
import { HttpProblem } from "../http/http-problem.ts";
import { readFields, text } from "../http/read-fields.ts";
import { createNotifier, simulateProvider } from "../notification/notifier.ts";
import type { DatabaseContext, ServiceApp } from "../process/service-program.ts";
import { checkLogin, closeAccount, register } from "./accounts.ts";
import { createAudit } from "./audit.ts";
import { auth } from "./definition.ts";
import { checkToken, closeSession, countSessions, openSession, purgeSessions } from "./sessions.ts";

export function createAuthApp({ registry, logger, fault, random, settings, database }: DatabaseContext): ServiceApp {
  const metrics = withoutSynthetic(createMetrics(auth.metrics, { registry }));
  const { notify } = createNotifier({ notifications: metrics.notifications, deliver: simulateProvider({ random: random.next }) });
  const routes = createFaultRoutes(fault);
  const audit = createAudit(logger);
  const life = { lifeSeconds: settings.sessionSeconds };

  routes.post("/registrations", async (request, response) => {
    const registration = readFields(request.body, { email: text({ min: 3 }), name: text(), password: text({ min: 8 }) });
    const customerId = await register(database, registration);
    metrics.registrations.inc({ channel: channelOf(request) });
    notify("email");
    audit("registration", "succeeded", customerId);
    response.status(201).json({ customerId });
  });

  routes.post("/sessions", async (request, response) => {
    const login = await checkLogin(database, readFields(request.body, { email: text(), password: text() }));
    if (login.outcome !== "valid") {
      metrics.loginAttempts.inc({ outcome: login.outcome });
      audit("login", login.outcome);
      throw login.outcome === "locked"
        ? new HttpProblem(429, "account_locked", "Too many wrong passwords; try again in a minute.")
        : new HttpProblem(401, "login_invalid", "Email or password is wrong.");
    }
    try {
      const token = await openSession(database, login.accountId, life);
      metrics.loginAttempts.inc({ outcome: "succeeded" });
      audit("login", "succeeded", login.accountId);
      response.status(201).json({ token, customerId: login.accountId, expiresInSeconds: settings.sessionSeconds });
    } catch (error) {
      metrics.loginAttempts.inc({ outcome: "failed" });
      throw error;
    }
  });

  routes.get("/sessions/current", async (request, response) => {
    const check = await checkToken(database, tokenOf(request), life);
    metrics.tokenChecks.inc({ outcome: check.outcome });
    if (check.outcome !== "accepted") {
      throw new HttpProblem(401, `session_${check.outcome}`, "Log in again.");
    }
    response.json({ customerId: check.accountId });
  });

  routes.delete("/accounts/current", async (request, response) => {
    const check = await checkToken(database, tokenOf(request), life);
    if (check.outcome !== "accepted") {
      throw new HttpProblem(401, `session_${check.outcome}`, "Log in again.");
    }
    await closeAccount(database, check.accountId);
    audit("account_closed", "succeeded", check.accountId);
    response.status(204).end();
  });

  routes.delete("/sessions/current", async (request, response) => {
    await closeSession(database, tokenOf(request));
    response.status(204).end();
  });

  metrics.activeUsers.onCollect(async (gauge) => {
    const { activeUsers, sessions } = await countSessions(database);
    gauge.set(activeUsers);
    metrics.openSessions.set(sessions);
  });

  return {
    app: createServiceApp({ service: auth, registry, logger, settings, router: routes.router }),
    tasks: [{ name: "purge-sessions", everySeconds: 30, run: () => purgeSessions(database) }],
  };
}

function tokenOf(request: Request): string {
  const token = /^Bearer ([\w-]{1,100})$/.exec(request.headers.authorization ?? "")?.[1];
  if (token === undefined) {
    throw new HttpProblem(401, "session_missing", "Log in first.");
  }
  return token;
}
