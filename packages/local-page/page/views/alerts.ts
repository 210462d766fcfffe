import type { Overview } from "../api.ts";
import { h } from "../dom.ts";
import { addressWith } from "../location.ts";
import { type Alert, aboutAlert, dashboardOf, keyOf, loadAlerts, nameOf, runbookOf, since } from "./alert.ts";
import { renewEvery } from "./renew-every.ts";
import { drawRunbook } from "./runbook.ts";
import type { View } from "./views.ts";

const EVERY_SECONDS = 5;

/** What waits and fires, with the runbook of the chosen alert beside it. */
export const alertsView: View = ({ overview, main }) => {
  document.title = `Alerts · ${overview.title}`;
  const list = h("ul", { class: "alerts" });
  const fault = h("p", { class: "error", role: "alert", hidden: true });
  const beside = h("section", { class: "beside", "aria-label": "The chosen alert" });
  main.replaceChildren(h("div", { class: "split" }, h("section", { "aria-label": "Alerts" }, h("h1", {}, "Alerts"), fault, list), beside));
  let shown = "";
  let listed = "";
  const renew = async () => {
    const alerts = await loadAlerts(overview);
    fault.hidden = true;
    const wanted = new URLSearchParams(location.search).get("alert");
    const chosen = alerts.find((alert) => keyOf(alert) === wanted) ?? alerts[0];
    const state = JSON.stringify([alerts.map((alert) => [keyOf(alert), alert.state, alert.held, since(alert.activeAt)]), wanted]);
    if (state !== listed) {
      listed = state;
      list.replaceChildren(
        ...(alerts.length === 0
          ? [h("li", { class: "muted calm" }, "No alert is firing.")]
          : alerts.map((alert) => drawItem(alert, alert === chosen))),
      );
    }
    const key = chosen === undefined ? "none" : `${keyOf(chosen)} ${chosen.state}`;
    if (key !== shown) {
      shown = key;
      beside.replaceChildren(...(chosen === undefined ? [drawRunbooks(overview)] : [await drawAlert(chosen, overview)]));
    }
  };
  return renewEvery(EVERY_SECONDS, renew, ({ message }) => {
    fault.hidden = false;
    fault.textContent = `The alerts cannot be read: ${message}`;
  });
};

function drawItem(alert: Alert, chosen: boolean): HTMLElement {
  const { labels, annotations, state, activeAt, held } = alert;
  return h(
    "li",
    {},
    h(
      "a",
      { class: held === undefined ? "alert" : "alert held", href: addressWith({ alert: keyOf(alert) }), "aria-current": chosen ? "true" : undefined },
      h("span", { class: `severity ${labels.severity ?? "info"}` }, state === "firing" ? (labels.severity ?? "firing") : "pending"),
      h(
        "span",
        { class: "alert-name" },
        nameOf(alert)
          .split(/(?=[A-Z])/)
          .flatMap((part) => [h("wbr"), part]),
      ),
      h("span", { class: "muted" }, annotations.summary ?? ""),
      h("span", { class: "muted alert-since" }, `for ${since(activeAt)}${held === undefined ? "" : `, ${held}`}`),
    ),
  );
}

async function drawAlert(alert: Alert, overview: Overview): Promise<HTMLElement> {
  const { labels, annotations, activeAt, value } = alert;
  const [dashboard, runbook] = [dashboardOf(alert, overview), runbookOf(alert, overview)];
  const service = labels.service ?? labels.job;
  const links = [
    dashboard !== undefined && h("a", { class: "button", href: dashboard }, "Dashboard"),
    overview.telemetry &&
      service !== undefined &&
      h("a", { class: "button", href: `/traces?service=${encodeURIComponent(service)}&status=error` }, "Failed traces"),
    overview.telemetry &&
      service !== undefined &&
      h("a", { class: "button", href: `/logs?query=${encodeURIComponent(`{service_name=${JSON.stringify(service)}}`)}` }, "Logs"),
    runbook !== undefined && h("a", { class: "button", href: `/runbooks/${runbook}` }, "Runbook"),
  ];
  return h(
    "div",
    {},
    h("h2", { class: "alert-title" }, annotations.summary ?? nameOf(alert)),
    h("p", {}, annotations.description ?? ""),
    h("p", { class: "muted" }, `${nameOf(alert)}, since ${new Date(activeAt).toLocaleString("sv-SE")}, value ${Number(value).toPrecision(3)}`),
    h("div", { class: "buttons" }, links),
    h(
      "div",
      { class: "tags" },
      Object.entries(labels).map(([label, text]) => label !== "alertname" && h("span", { class: "tag" }, `${label}: ${text}`)),
    ),
    runbook === undefined
      ? h("p", { class: "muted" }, "This alert has no runbook here.")
      : await drawRunbook(runbook, overview, (query) => aboutAlert(query, alert)),
  );
}

function drawRunbooks({ runbooks }: Overview): HTMLElement {
  return h(
    "div",
    {},
    h("h2", {}, "Runbooks"),
    runbooks.length === 0
      ? h("p", { class: "muted" }, "There is none.")
      : h(
          "ul",
          { class: "menu" },
          runbooks.map((path) => h("li", {}, h("a", { href: `/runbooks/${path}` }, path))),
        ),
  );
}
