import { withoutSynthetic } from "@platform/express-middleware";
import { createMetrics } from "@platform/metrics";
import { CURRENCIES } from "../definition/sales.ts";
import { createFaultRoutes } from "../fault/fault-routes.ts";
import { createServiceApp } from "../http/create-service-app.ts";
import { HttpProblem } from "../http/http-problem.ts";
import { createPeer } from "../http/peer.ts";
import { integer, oneOf, readFields, text } from "../http/read-fields.ts";
import { customerOf, requireSession } from "../http/require-session.ts";
import type { DatabaseContext, ServiceApp } from "../process/service-program.ts";
import { CARDS, simulateCardNetwork } from "./card-network.ts";
import { charge } from "./charge.ts";
import { payment, REFUND_REASONS } from "./definition.ts";
import { refund } from "./refund.ts";

export function createPaymentApp({ registry, logger, fault, random, settings, database }: DatabaseContext): ServiceApp {
  const metrics = withoutSynthetic(createMetrics(payment.metrics, { registry }));
  const network = simulateCardNetwork({ random, duration: metrics.cardNetworkDuration });
  const auth = createPeer({ name: "auth", baseUrl: settings.urls.auth ?? "" });
  const session = requireSession(auth);
  const routes = createFaultRoutes(fault);

  /** For the services that sell; not reached through the gateway. */
  routes.post("/charges", async (request, response) => {
    const charged = await charge(
      readFields(request.body, {
        idempotencyKey: text({ max: 100 }),
        customerId: integer(),
        amountMinor: integer(),
        currency: oneOf(CURRENCIES),
        card: oneOf(CARDS),
      }),
      { database, network, metrics },
    );
    response.status(201).json(charged);
  });

  routes.get("/payments/:id", session, async (request, response) => {
    const { id } = readFields(request.params, { id: integer() });
    const [paid] = await database.query(
      `SELECT id, amount_minor AS "amountMinor", currency, status, reason FROM payment.payment WHERE id = $1 AND customer_id = $2`,
      [id, customerOf(response)],
    );
    if (paid === undefined) {
      throw new HttpProblem(404, "payment_not_found", "There is no such payment.");
    }
    response.json(paid);
  });

  routes.post("/payments/:id/refunds", session, async (request, response) => {
    const { id } = readFields(request.params, { id: integer() });
    const { reason } = readFields(request.body, { reason: oneOf(REFUND_REASONS) });
    await refund({ paymentId: id, customerId: customerOf(response), reason }, { database, network, metrics });
    response.status(201).json({ refunded: true });
  });

  return { app: createServiceApp({ service: payment, registry, logger, settings, router: routes.router }), tasks: [] };
}
