import { runServiceProcess } from "../process/run-service-process.ts";
import { createApiGatewayApp } from "./app.ts";
import { apiGateway } from "./definition.ts";

await runServiceProcess({ definition: apiGateway, create: createApiGatewayApp });
