import { alertAbove, alertBelow, levelOf, ratioOf, shareOf } from "@platform/alerts";
import { databaseMetrics, defineCounter, defineGauge, httpClientRequestDuration } from "@platform/metrics/define";
import { defineService, defineSlo, eventRatio, httpAvailability, httpLatency } from "@platform/slo/define";
import { cacheMetrics } from "../definition/cache.ts";
import { circuitBreakerMetrics, circuitBreakerOpen } from "../definition/circuit-breaker.ts";
import { deliveryAlerts, deliveryMetrics } from "../definition/delivery.ts";
import { notificationFailures, notifications } from "../definition/notifications.ts";
import { revenue, revenueDrop } from "../definition/sales.ts";
import { searchDuration, slowSearch } from "../definition/search.ts";

export const CITIES = ["Amsterdam", "Lisbon", "London", "New York", "Prague"] as const;

const COUNTRIES = ["CZ", "GB", "NL", "PT", "US"] as const;

/** Where each city lies, by ISO 3166-1. */
export const COUNTRY_OF: Readonly<Record<(typeof CITIES)[number], (typeof COUNTRIES)[number]>> = {
  Amsterdam: "NL",
  Lisbon: "PT",
  London: "GB",
  "New York": "US",
  Prague: "CZ",
};

const hotelSearches = defineCounter({
  name: "hotel_searches_total",
  help: "Searches for rooms, by whether there were any.",
  labels: { city: CITIES, outcome: ["found", "empty"] },
});

const bookingAttempts = defineCounter({
  name: "booking_attempts_total",
  help: "Bookings tried: refused by the customer's bank or the fraud check, failed by a fault of the platform.",
  labels: { outcome: ["confirmed", "no_room", "payment_refused", "failed"] },
});

const nightsBooked = defineCounter({
  name: "nights_booked_total",
  help: "Nights of confirmed bookings, by the country of the hotel.",
  labels: { geo_country_iso_code: COUNTRIES },
});

const bookingsCancelled = defineCounter({
  name: "bookings_cancelled_total",
  help: "Confirmed bookings that the customer gave up.",
});

const hotelRooms = defineGauge({
  name: "hotel_rooms",
  help: "Rooms, by whether somebody sleeps in them tonight.",
  labels: { city: CITIES, state: ["occupied", "free"] },
});

const alerts = {
  revenueDrop,
  bookingFailures: alertAbove(shareOf(bookingAttempts, { outcome: "failed" }, { among: { outcome: ["confirmed", "failed"] } }), {
    category: "services",
    limits: { warning: 0.1 },
    minimum: 20,
    summary: "{title} fails over {limit} of the bookings that could be made",
    description: "{value} of the bookings of the last 5 minutes for which there was a room and a valid card failed by a fault of the platform.",
    runbook: "services/booking-failures",
  }),
  lowOccupancy: alertBelow(
    ratioOf(
      levelOf(hotelRooms, { state: "occupied" }, { per: [], averageSeconds: 3600 }),
      levelOf(hotelRooms, {}, { per: [], averageSeconds: 3600 }),
    ),
    {
      category: "business",
      limits: { warning: 0.3 },
      minimum: 50,
      forSeconds: 3600,
      summary: "Under {limit} of the rooms are taken tonight",
      description: "{value} of the rooms of all hotels are taken tonight.",
      runbook: "business/occupancy",
    },
  ),
  slowSearch,
  notificationFailures,
  circuitBreakerOpen,
};

export const hotel = defineService({
  name: "hotel",
  title: "Hotel",
  help: "Search and booking of rooms.",
  owner: "stays",
  port: 3004,
  calls: ["auth", "payment"],
  metrics: {
    hotelSearches,
    searchDuration,
    bookingAttempts,
    nightsBooked,
    bookingsCancelled,
    hotelRooms,
    revenue,
    notifications,
    httpClientRequestDuration,
    ...cacheMetrics,
    ...circuitBreakerMetrics,
    ...databaseMetrics,
    ...deliveryMetrics,
  },
  alerts: { ...alerts, ...deliveryAlerts },
  slos: [
    defineSlo({ name: "availability", help: "Requests are answered.", objective: 0.999, sli: httpAvailability() }),
    defineSlo({ name: "latency", help: "Requests are answered within a second.", objective: 0.95, sli: httpLatency({ thresholdSeconds: 1 }) }),
    defineSlo({
      name: "booking-success",
      help: "Who can pay for a room that was offered gets it.",
      objective: 0.95,
      sli: eventRatio({
        good: { metric: bookingAttempts, labels: { outcome: ["confirmed"] } },
        total: { metric: bookingAttempts, labels: { outcome: ["confirmed", "no_room", "failed"] } },
      }),
    }),
  ],
});
