import { runServiceProcess } from "../process/run-service-process.ts";
import { createPaymentApp } from "./app.ts";
import { payment } from "./definition.ts";
import { migrations } from "./migrations.ts";

await runServiceProcess({ definition: payment, migrations, create: createPaymentApp });
