export { type Receiver, type ReceiverOptions, startReceiver } from "./receive/receiver.ts";
export { type LocalPage, type LocalPageOptions, startLocalPage } from "./server/local-page.ts";
export type { PageAction, PageContent, Runbook } from "./server/page-content.ts";
export { createTelemetryStore, type TelemetryStore, type TelemetryStoreOptions } from "./store/telemetry-store.ts";
