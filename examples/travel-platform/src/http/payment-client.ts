import type { Currency } from "../definition/sales.ts";
import type { RefundReason } from "../payment/definition.ts";
import { HttpProblem } from "./http-problem.ts";
import type { Peer } from "./peer.ts";

export interface ChargeRequest {
  /** The same key charges once, however often it is sent. */
  readonly idempotencyKey: string;
  readonly customerId: number;
  /** In hundredths of the currency. */
  readonly amountMinor: number;
  readonly currency: Currency;
  /** Token of the card; payment knows which there are. */
  readonly card: string;
}

/** How a charge ended: refused is the customer's affair, failed is that of the platform or of the card network. */
export type ChargeAnswer =
  | { readonly outcome: "succeeded"; readonly paymentId: number }
  | { readonly outcome: "refused" | "failed"; readonly problem: HttpProblem };

/** What the services that sell ask of payment. */
export interface PaymentClient {
  /** Never rejects: not to reach payment is an outcome as well. */
  charge(request: ChargeRequest): Promise<ChargeAnswer>;
  /** @throws HttpProblem with payment's answer, or 502 to 504 without one */
  refund(paymentId: number, reason: RefundReason, headers: { readonly authorization: string | undefined }): Promise<void>;
}

export function createPaymentClient(payment: Peer): PaymentClient {
  return {
    async charge(request) {
      try {
        const { status, body } = await payment.call<ChargeBody>("POST", "/charges", { body: request });
        return status === 201
          ? toAnswer(body)
          : { outcome: "failed", problem: new HttpProblem(503, "payment_failed", `payment answered ${status}.`) };
      } catch (error) {
        return { outcome: "failed", problem: error as HttpProblem };
      }
    },
    async refund(paymentId, reason, headers) {
      const { status } = await payment.call("POST", `/payments/${paymentId}/refunds`, { body: { reason }, headers });
      if (status !== 201) {
        throw new HttpProblem(status >= 500 ? 503 : status, "refund_failed", `payment answered ${status}.`);
      }
    },
  };
}

interface ChargeBody {
  readonly paymentId: number;
  readonly outcome: ChargeAnswer["outcome"];
  readonly reason?: string;
}

/** The customer may try again, or with another card: nothing of ours is broken. */
function toAnswer({ outcome, paymentId, reason = outcome }: ChargeBody): ChargeAnswer {
  return outcome === "succeeded" ? { outcome, paymentId } : { outcome, problem: new HttpProblem(402, reason, "The payment did not succeed.") };
}
