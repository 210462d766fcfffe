import { runServiceProcess } from "../process/run-service-process.ts";
import { createAuthApp } from "./app.ts";
import { auth } from "./definition.ts";
import { migrations } from "./migrations.ts";

await runServiceProcess({ definition: auth, migrations, create: createAuthApp });
