import { runServiceProcess } from "../process/run-service-process.ts";
import { createEcommerceApp } from "./app.ts";
import { ecommerce } from "./definition.ts";
import { migrations } from "./migrations.ts";

await runServiceProcess({ definition: ecommerce, migrations, create: createEcommerceApp });
