export { type LocalPage, type LocalPageOptions, startLocalPage } from "./server/local-page.ts";
export type { PageAction, PageContent, Runbook } from "./server/page-content.ts";
