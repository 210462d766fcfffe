import { runServiceProcess } from "../process/run-service-process.ts";
import { createHotelApp } from "./app.ts";
import { hotel } from "./definition.ts";
import { migrations } from "./migrations.ts";

await runServiceProcess({ definition: hotel, migrations, create: createHotelApp });
