export { renderAlertmanager } from "./render/alertmanager/render-alertmanager.ts";
export { renderRepositoryPages } from "./render/repository/repository-pages.ts";
export { stackRenderers } from "./render/stack-renderers.ts";
