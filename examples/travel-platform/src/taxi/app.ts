import { withoutSynthetic } from "@platform/express-middleware";
import { createMetrics } from "@platform/metrics";
import { createFaultRoutes } from "../fault/fault-routes.ts";
import { channelOf } from "../http/channel.ts";
import { createCircuitBreaker } from "../http/circuit-breaker.ts";
import { createServiceApp } from "../http/create-service-app.ts";
import { createPaymentClient } from "../http/payment-client.ts";
import { createPeer } from "../http/peer.ts";
import { decimal, type FieldReader, integer, readFields, text } from "../http/read-fields.ts";
import { customerOf, requireSession } from "../http/require-session.ts";
import { createNotifier, simulateProvider } from "../notification/notifier.ts";
import type { DatabaseContext, ServiceApp } from "../process/service-program.ts";
import { CITY_KILOMETRES, type Place } from "./city.ts";
import { taxi } from "./definition.ts";
import { dispatch } from "./dispatch.ts";
import { createRideClock } from "./ride-clock.ts";
import { cancelRide, countDrivers, findRide, requestRide } from "./rides.ts";

const kilometres = decimal({ min: 0, max: CITY_KILOMETRES });
const place: FieldReader<Place> = (value) => readFields(value, { x: kilometres, y: kilometres });

export function createTaxiApp({ registry, logger, fault, random, settings, database }: DatabaseContext): ServiceApp {
  const metrics = withoutSynthetic(createMetrics(taxi.metrics, { registry }));
  const notifier = createNotifier({ notifications: metrics.notifications, deliver: simulateProvider({ random: random.next }) });
  const breaker = createCircuitBreaker({ name: "payment", metrics });
  const payment = createPaymentClient(createPeer({ name: "payment", baseUrl: settings.urls.payment ?? "", breaker }));
  const session = requireSession(createPeer({ name: "auth", baseUrl: settings.urls.auth ?? "" }));
  const clock = createRideClock({ speed: settings.rideClockSpeed });
  const routes = createFaultRoutes(fault);

  routes.post("/rides", session, async (request, response) => {
    const channel = channelOf(request);
    const fields = readFields(request.body, { pickup: place, destination: place, card: text({ max: 40 }) });
    const ride = await requestRide(database, { ...fields, channel, customerId: customerOf(response) });
    metrics.rideRequests.inc({ channel });
    response.status(202).json(ride);
  });

  routes.get("/rides/:id", session, async (request, response) => {
    const { id } = readFields(request.params, { id: integer() });
    response.json(await findRide(database, id, customerOf(response)));
  });

  routes.post("/rides/:id/cancellation", session, async (request, response) => {
    const { id } = readFields(request.params, { id: integer() });
    await cancelRide(database, id, customerOf(response));
    metrics.rides.inc({ outcome: "cancelled" });
    response.status(201).json({ cancelled: true });
  });

  routes.get("/drivers", async (_request, response) => {
    response.json(await countDrivers(database));
  });

  metrics.drivers.onCollect(async (gauge) => {
    const counts = await countDrivers(database);
    for (const state of ["available", "busy", "offline"] as const) {
      gauge.set({ state }, counts[state]);
    }
  });

  return {
    app: createServiceApp({ service: taxi, registry, logger, settings, router: routes.router }),
    tasks: [{ name: "dispatch", everySeconds: 0.2, run: () => dispatch({ database, clock, random, payment, metrics, notifier }) }],
  };
}
