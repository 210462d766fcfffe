import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { check, defineFlow, expectJson, expectText, type FlowDefinition } from "@platform/synthetics/define";
import { ask, logIn, timesOf, tokenOf } from "./customer.ts";

const DAY_MILLISECONDS = 86_400_000;

/** What a customer must always be able to do. */
export function businessFlows(everySeconds: number): readonly FlowDefinition[] {
  const times = timesOf(everySeconds);
  const slo = { objective: 0.99 };
  return [
    defineFlow("registration-and-login", {
      ...times,
      slo,
      state: () => ({ email: `${randomUUID()}@synthetic.example`, password: randomUUID(), registered: false, token: "" }),
      steps: {
        register: async (context) => {
          const { email, password } = context.state;
          await expectJson(await ask(context, "POST", "/registrations", { body: { email, password, name: "Synthetic" } }), 201, {
            customerId: "number",
          });
          return { registered: true };
        },
        "log-in": async (context) => ({ token: await tokenOf(context, context.state) }),
        "use-session": async (context) => {
          await expectJson(await ask(context, "GET", "/sessions/current", context.state), 200, { customerId: "number" });
        },
      },
      cleanup: async (context) => {
        if (context.state.registered) {
          const token = context.state.token || (await tokenOf(context, context.state));
          await expectText(await ask(context, "DELETE", "/accounts/current", { token }), 204);
        }
      },
    }),

    defineFlow("payment", {
      ...times,
      slo,
      state: () => ({ token: "", cartId: 0, orderId: 0, paymentId: 0 }),
      steps: {
        "log-in": (context) => logIn(context, "payment"),
        "fill-cart": async (context) => {
          const { products } = await expectJson(await ask(context, "GET", "/products?limit=5"), 200, { products: [{ id: "number" }] });
          check(products[0] !== undefined, "there is something to buy");
          const { cartId } = await expectJson(await ask(context, "POST", "/carts", { ...context.state, body: {} }), 201, { cartId: "number" });
          const item = { productId: products[0].id, quantity: 1 };
          await expectText(await ask(context, "POST", `/carts/${cartId}/items`, { ...context.state, body: item }), 201);
          return { cartId };
        },
        pay: async (context) => {
          const { token, cartId } = context.state;
          const paid = await ask(context, "POST", `/carts/${cartId}/checkout`, { token, body: { card: "card_good" } });
          const { orderId, paymentId } = await expectJson(paid, 201, { orderId: "number", paymentId: "number" });
          return { orderId, paymentId };
        },
        "see-payment": async (context) => {
          const { status } = await expectJson(await ask(context, "GET", `/payments/${context.state.paymentId}`, context.state), 200, {
            status: "string",
          });
          check(status === "succeeded", `the payment is ${status}`);
        },
      },
      cleanup: async (context) => {
        const { token, orderId } = context.state;
        if (orderId !== 0) {
          await expectText(await ask(context, "POST", `/orders/${orderId}/refund`, { token, body: {} }), 201);
        }
      },
    }),

    defineFlow("product-search", {
      ...times,
      slo,
      state: () => ({ productId: 0 }),
      steps: {
        search: async (context) => {
          const found = await ask(context, "GET", "/products?query=suitcase&limit=5");
          const { products } = await expectJson(found, 200, { products: [{ id: "number", name: "string" }] });
          check(products[0] !== undefined, "there is a suitcase");
          return { productId: products[0].id };
        },
        "see-product": async (context) => {
          const { productId } = context.state;
          const { id } = await expectJson(await ask(context, "GET", `/products/${productId}`), 200, { id: "number" });
          check(id === productId, `product ${productId} is shown as ${id}`);
        },
      },
    }),

    defineFlow("hotel-booking", {
      ...times,
      slo,
      state: () => ({ token: "", hotelId: 0, checkIn: dayInSpring(), bookingId: 0 }),
      steps: {
        search: async (context) => {
          const query = new URLSearchParams({ city: "Lisbon", checkIn: context.state.checkIn, nights: "1" });
          const { offers } = await expectJson(await ask(context, "GET", `/hotels?${query}`), 200, { offers: [{ hotelId: "number" }] });
          check(offers[0] !== undefined, `there is a room in Lisbon on ${context.state.checkIn}`);
          return { hotelId: offers[0].hotelId };
        },
        "log-in": (context) => logIn(context, "hotel-booking"),
        book: async (context) => {
          const { token, hotelId, checkIn } = context.state;
          const booked = await ask(context, "POST", "/bookings", { token, body: { hotelId, checkIn, nights: 1, card: "card_good" } });
          const { bookingId } = await expectJson(booked, 201, { bookingId: "number" });
          return { bookingId };
        },
      },
      cleanup: async (context) => {
        const { token, bookingId } = context.state;
        if (bookingId !== 0) {
          await expectText(await ask(context, "POST", `/bookings/${bookingId}/cancellation`, { token, body: {} }), 201);
        }
      },
    }),

    defineFlow("taxi-ride", {
      ...times,
      slo,
      state: () => ({ token: "", rideId: 0 }),
      steps: {
        "log-in": (context) => logIn(context, "taxi-ride"),
        request: async (context) => {
          const ride = { pickup: { x: 5, y: 5 }, destination: { x: 6, y: 5 }, card: "card_good" };
          const { id } = await expectJson(await ask(context, "POST", "/rides", { ...context.state, body: ride }), 202, { id: "number" });
          return { rideId: id };
        },
        "get-a-driver": async (context) => {
          const { token, rideId } = context.state;
          for (;;) {
            const { status } = await expectJson(await ask(context, "GET", `/rides/${rideId}`, { token }), 200, { status: "string" });
            check(status !== "no_driver" && status !== "payment_failed", `the ride ended as ${status}`);
            if (status !== "requested") {
              return;
            }
            await delay(250, undefined, { signal: context.signal });
          }
        },
      },
      cleanup: async (context) => {
        const { token, rideId } = context.state;
        if (rideId !== 0) {
          // 409: the customer has been picked up, and the ride ends by itself.
          const response = await ask(context, "POST", `/rides/${rideId}/cancellation`, { token, body: {} });
          await expectText(response, response.status === 409 ? 409 : 201);
        }
      },
    }),
  ];
}

/** So far ahead that customers seldom want the same room. */
function dayInSpring(): string {
  const days = 250 + Math.floor(Math.random() * 80);
  return new Date(Date.now() + days * DAY_MILLISECONDS).toISOString().slice(0, 10);
}
