import { withoutSynthetic } from "@platform/express-middleware";
import { createMetrics } from "@platform/metrics";
import { createFaultRoutes } from "../fault/fault-routes.ts";
import { channelOf } from "../http/channel.ts";
import { createCircuitBreaker } from "../http/circuit-breaker.ts";
import { createServiceApp } from "../http/create-service-app.ts";
import { createPaymentClient } from "../http/payment-client.ts";
import { createPeer } from "../http/peer.ts";
import { day, integer, oneOf, readFields, text } from "../http/read-fields.ts";
import { customerOf, onBehalfOf, requireSession } from "../http/require-session.ts";
import { createSearchCache } from "../http/search-cache.ts";
import { createNotifier, simulateProvider } from "../notification/notifier.ts";
import type { DatabaseContext, ServiceApp } from "../process/service-program.ts";
import { book } from "./booking.ts";
import { cancel } from "./cancellation.ts";
import { CITIES, COUNTRY_OF, hotel } from "./definition.ts";
import { countRooms, findRooms, type Hotel, listHotels } from "./rooms.ts";

const stay = { checkIn: day, nights: integer({ max: 30 }) };

export function createHotelApp({ registry, logger, fault, random, settings, database }: DatabaseContext): ServiceApp {
  const metrics = withoutSynthetic(createMetrics(hotel.metrics, { registry }));
  const { notify } = createNotifier({ notifications: metrics.notifications, deliver: simulateProvider({ random: random.next }) });
  const breaker = createCircuitBreaker({ name: "payment", metrics });
  const payment = createPaymentClient(createPeer({ name: "payment", baseUrl: settings.urls.payment ?? "", breaker }));
  const session = requireSession(createPeer({ name: "auth", baseUrl: settings.urls.auth ?? "" }));
  const cache = createSearchCache<readonly Hotel[]>({ name: "hotels", metrics, maxAgeSeconds: 60 });
  const routes = createFaultRoutes(fault);

  routes.get("/hotels", async (request, response) => {
    const search = readFields(request.query, { city: oneOf(CITIES), ...stay });
    const start = performance.now();
    const hotels = await cache.get(search.city, () => listHotels(database, search.city));
    const offers = await findRooms(database, hotels, search);
    metrics.searchDuration.observe((performance.now() - start) / 1000);
    metrics.hotelSearches.inc({ city: search.city, outcome: offers.length > 0 ? "found" : "empty" });
    response.json({ offers });
  });

  routes.post("/bookings", session, async (request, response) => {
    const fields = readFields(request.body, { hotelId: integer(), card: text({ max: 40 }), ...stay });
    const result = await book({ ...fields, customerId: customerOf(response) }, { database, payment });
    metrics.bookingAttempts.inc({ outcome: result.outcome });
    if (result.outcome !== "confirmed") {
      throw result.problem;
    }
    const { id, city, amountMinor, currency } = result.booking;
    metrics.revenue.inc({ currency, channel: channelOf(request) }, amountMinor / 100);
    metrics.nightsBooked.inc({ geo_country_iso_code: COUNTRY_OF[city] }, fields.nights);
    notify("email");
    response.status(201).json({ bookingId: id, paymentId: result.paymentId, amountMinor, currency });
  });

  routes.post("/bookings/:id/cancellation", session, async (request, response) => {
    const { id } = readFields(request.params, { id: integer() });
    const refund = (paymentId: number) => payment.refund(paymentId, "cancelled_booking", onBehalfOf(request));
    await cancel({ bookingId: id, customerId: customerOf(response) }, { database, refund });
    metrics.bookingsCancelled.inc();
    notify("email");
    response.status(201).json({ cancelled: true });
  });

  metrics.hotelRooms.onCollect(async (gauge) => {
    for (const { city, occupied, free } of await countRooms(database)) {
      gauge.set({ city, state: "occupied" }, occupied);
      gauge.set({ city, state: "free" }, free);
    }
  });

  return { app: createServiceApp({ service: hotel, registry, logger, settings, router: routes.router }), tasks: [] };
}
