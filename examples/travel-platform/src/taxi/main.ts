import { runServiceProcess } from "../process/run-service-process.ts";
import { createTaxiApp } from "./app.ts";
import { taxi } from "./definition.ts";
import { migrations } from "./migrations.ts";

await runServiceProcess({ definition: taxi, migrations, create: createTaxiApp });
