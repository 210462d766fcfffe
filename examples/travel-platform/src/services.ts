import { apiGateway } from "./api-gateway/definition.ts";
import { auth } from "./auth/definition.ts";
import { ecommerce } from "./ecommerce/definition.ts";
import { hotel } from "./hotel/definition.ts";
import { payment } from "./payment/definition.ts";
import { taxi } from "./taxi/definition.ts";

/** In the order in which dashboards and tables show them. */
export const services = [apiGateway, auth, ecommerce, payment, hotel, taxi] as const;
