export interface GatewayRoute {
  readonly method: "get" | "post" | "delete";
  /** Below `/api`, and the same path of the service. */
  readonly path: string;
  readonly service: string;
  /** When it succeeds, something was sold; default false. */
  readonly sells?: true;
}

/** What the outside may reach. `POST /charges` of payment is for the other services only. */
export const GATEWAY_ROUTES: readonly GatewayRoute[] = [
  { method: "post", path: "/registrations", service: "auth" },
  { method: "post", path: "/sessions", service: "auth" },
  { method: "get", path: "/sessions/current", service: "auth" },
  { method: "delete", path: "/sessions/current", service: "auth" },
  { method: "delete", path: "/accounts/current", service: "auth" },
  { method: "get", path: "/products", service: "ecommerce" },
  { method: "get", path: "/products/:id", service: "ecommerce" },
  { method: "post", path: "/carts", service: "ecommerce" },
  { method: "post", path: "/carts/:id/items", service: "ecommerce" },
  { method: "post", path: "/carts/:id/checkout", service: "ecommerce", sells: true },
  { method: "post", path: "/orders/:id/refund", service: "ecommerce" },
  { method: "get", path: "/payments/:id", service: "payment" },
  { method: "get", path: "/hotels", service: "hotel" },
  { method: "post", path: "/bookings", service: "hotel", sells: true },
  { method: "post", path: "/bookings/:id/cancellation", service: "hotel" },
  { method: "post", path: "/rides", service: "taxi", sells: true },
  { method: "get", path: "/rides/:id", service: "taxi" },
  { method: "post", path: "/rides/:id/cancellation", service: "taxi" },
];
