import { defineCounter, defineHistogram } from "@platform/metrics/define";
import { defineService, defineSlo, eventRatio, httpAvailability, httpLatency, threshold } from "../src/define.ts";

const attempts = defineCounter({
  name: "payment_attempts_total",
  help: "Payments tried.",
  labels: { outcome: ["ok", "declined", "failed"], method: ["card", "transfer"] },
});
const bookingAttempts = defineCounter({ name: "booking_attempts_total", help: "Bookings tried.", labels: { hotel: ["lake", "city"] } });
const bookings = defineCounter({ name: "bookings_total", help: "Bookings made.", labels: { hotel: ["lake", "city"] } });
const matching = defineHistogram({ name: "ride_matching_seconds", help: "Time to find a driver.", buckets: [30, 60, 120, 300] });

/** One SLO of each kind, at objectives from 90 % to 99.99 %. */
export const payment = defineService({
  name: "payment",
  title: "Payment",
  help: "Takes payments.",
  owner: "payments",
  port: 3003,
  metrics: { attempts },
  slos: [
    defineSlo({ name: "availability", help: "Payments are answered.", objective: 0.9999, sli: httpAvailability() }),
    defineSlo({ name: "latency", help: "Payments are answered within two seconds.", objective: 0.95, sli: httpLatency({ thresholdSeconds: 2 }) }),
    defineSlo({
      name: "success",
      help: "Payments succeed.",
      objective: 0.99,
      sli: eventRatio({ good: { metric: attempts, labels: { outcome: ["ok", "declined"] } }, total: { metric: attempts, labels: {} } }),
    }),
  ],
});

export const hotel = defineService({
  name: "hotel",
  title: "Hotel",
  help: "Books rooms.",
  owner: "hotels",
  port: 3004,
  metrics: { bookingAttempts, bookings },
  slos: [
    defineSlo({
      name: "booking",
      help: "Bookings succeed.",
      objective: 0.95,
      sli: eventRatio({ good: { metric: bookings, labels: {} }, total: { metric: bookingAttempts, labels: {} } }),
    }),
  ],
});

export const taxi = defineService({
  name: "taxi",
  title: "Taxi",
  help: "Finds rides.",
  owner: "rides",
  port: 3005,
  metrics: { matching },
  slos: [
    defineSlo({
      name: "matching",
      help: "Rides are matched within two minutes.",
      objective: 0.9,
      sli: threshold({ metric: matching, bound: 120 }),
      tiers: ["medium", "slow", "day", "steady"],
    }),
  ],
});
