import { withoutSynthetic } from "@platform/express-middleware";
import { createMetrics } from "@platform/metrics";
import { CURRENCIES } from "../definition/sales.ts";
import { createFaultRoutes } from "../fault/fault-routes.ts";
import { channelOf } from "../http/channel.ts";
import { createCircuitBreaker } from "../http/circuit-breaker.ts";
import { createServiceApp } from "../http/create-service-app.ts";
import { createPaymentClient } from "../http/payment-client.ts";
import { createPeer } from "../http/peer.ts";
import { integer, oneOf, optional, readFields, text } from "../http/read-fields.ts";
import { customerOf, onBehalfOf, requireSession } from "../http/require-session.ts";
import { createSearchCache } from "../http/search-cache.ts";
import { createNotifier, simulateProvider } from "../notification/notifier.ts";
import type { DatabaseContext, ServiceApp } from "../process/service-program.ts";
import { abandonCarts, createCart, putItem } from "./cart.ts";
import { findProduct, type Product, restock, searchProducts } from "./catalogue.ts";
import { type Checkout, checkOut } from "./checkout.ts";
import { ecommerce } from "./definition.ts";
import { refundOrder } from "./refund-order.ts";

const currency = optional(oneOf(CURRENCIES), "EUR");

export function createEcommerceApp({ registry, logger, fault, random, settings, database }: DatabaseContext): ServiceApp {
  const metrics = withoutSynthetic(createMetrics(ecommerce.metrics, { registry }));
  const { notify } = createNotifier({ notifications: metrics.notifications, deliver: simulateProvider({ random: random.next }) });
  const breaker = createCircuitBreaker({ name: "payment", metrics });
  const payment = createPaymentClient(createPeer({ name: "payment", baseUrl: settings.urls.payment ?? "", breaker }));
  const session = requireSession(createPeer({ name: "auth", baseUrl: settings.urls.auth ?? "" }));
  const cache = createSearchCache<readonly Product[]>({ name: "product_search", metrics, maxAgeSeconds: 60 });
  const routes = createFaultRoutes(fault);

  routes.get("/products", async (request, response) => {
    const search = readFields(request.query, { query: optional(text({ min: 0 }), ""), currency, limit: optional(integer({ max: 50 }), 20) });
    const start = performance.now();
    const products = await cache.get(JSON.stringify(search), () => searchProducts(database, search));
    metrics.searchDuration.observe((performance.now() - start) / 1000);
    metrics.productSearches.inc({ outcome: products.length > 0 ? "found" : "empty" });
    response.json({ products });
  });

  routes.get("/products/:id", async (request, response) => {
    const { id } = readFields(request.params, { id: integer() });
    response.json(await findProduct(database, id, readFields(request.query, { currency }).currency));
  });

  routes.post("/carts", session, async (request, response) => {
    const channel = channelOf(request);
    const cartId = await createCart(database, { customerId: customerOf(response), channel, ...readFields(request.body, { currency }) });
    metrics.cartsCreated.inc({ channel });
    response.status(201).json({ cartId });
  });

  routes.post("/carts/:id/items", session, async (request, response) => {
    const { id } = readFields(request.params, { id: integer() });
    const item = readFields(request.body, { productId: integer(), quantity: integer({ max: 20 }) });
    await putItem(database, { cartId: id, customerId: customerOf(response), ...item });
    response.status(201).json(item);
  });

  routes.post("/carts/:id/checkout", session, async (request, response) => {
    const { id } = readFields(request.params, { id: integer() });
    const { card } = readFields(request.body, { card: text({ max: 40 }) });
    const checkout = await checkOut({ cartId: id, customerId: customerOf(response), card }, { database, payment });
    count(checkout);
    if (checkout.outcome !== "completed") {
      throw checkout.problem;
    }
    notify("email");
    response.status(201).json({ orderId: checkout.order.id, paymentId: checkout.paymentId, amountMinor: checkout.order.amountMinor });
  });

  const count = (checkout: Checkout) => {
    const { channel } = checkout.outcome === "completed" ? checkout.order : checkout;
    metrics.orders.inc({ channel, outcome: checkout.outcome });
    if (checkout.outcome === "completed") {
      const { currency, amountMinor } = checkout.order;
      metrics.orderValue.observe({ currency }, amountMinor / 100);
      metrics.revenue.inc({ currency, channel }, amountMinor / 100);
    }
  };

  routes.post("/orders/:id/refund", session, async (request, response) => {
    const { id } = readFields(request.params, { id: integer() });
    await refundOrder(
      { orderId: id, customerId: customerOf(response) },
      { database, refund: (paymentId) => payment.refund(paymentId, "returned_goods", onBehalfOf(request)) },
    );
    notify("email");
    response.status(201).json({ refunded: true });
  });

  const sweep = async () => {
    for (const channel of await abandonCarts(database, { idleSeconds: settings.cartIdleSeconds })) {
      metrics.cartsAbandoned.inc({ channel });
    }
    await restock(database);
  };

  return {
    app: createServiceApp({ service: ecommerce, registry, logger, settings, router: routes.router }),
    tasks: [{ name: "abandon-carts", everySeconds: 2, run: sweep }],
  };
}
