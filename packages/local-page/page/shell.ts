import { ask, type Overview, post } from "./api.ts";
import { h } from "./dom.ts";
import { currentTheme, setTheme } from "./theme.ts";

export interface Shell {
  readonly element: HTMLElement;
  /** Marks the view that is shown. */
  update(): void;
}

const ALERTS_SECONDS = 5;

/** The bar at the head of every view. */
export function drawShell({ title, dashboards, telemetry, actions }: Overview): Shell {
  const firing = h("span", { class: "badge", hidden: true });
  const nav = h(
    "nav",
    { "aria-label": "Views" },
    dashboards.length > 0 && h("a", { href: "/dashboards", "data-under": "/d" }, "Dashboards"),
    h("a", { href: "/alerts", "data-under": "/alerts /runbooks" }, "Alerts ", firing),
    h("a", { href: "/slos", "data-under": "/slos" }, "SLOs"),
    telemetry && h("a", { href: "/traces", "data-under": "/trace" }, "Traces"),
    telemetry && h("a", { href: "/logs", "data-under": "/logs" }, "Logs"),
    telemetry && h("a", { href: "/services", "data-under": "/services" }, "Services"),
  );
  const said = h("span", { class: "said", role: "status" });
  const buttons = actions.map(({ name, title: words }) =>
    h(
      "button",
      {
        class: "button action",
        type: "button",
        "data-action": name,
        on: { click: (event) => void act(event.currentTarget as HTMLButtonElement, name, words, said) },
      },
      words,
    ),
  );
  const element = h(
    "header",
    { class: "shell" },
    h("a", { class: "brand", href: "/" }, mark(), title),
    nav,
    h("div", { class: "actions" }, said, buttons, themeButton()),
  );
  const count = async () => {
    const number = await firingCount().catch(() => 0);
    firing.textContent = String(number);
    firing.hidden = number === 0;
    firing.title = `${number} firing`;
  };
  void count();
  setInterval(count, ALERTS_SECONDS * 1000);
  return {
    element,
    update() {
      for (const link of nav.querySelectorAll("a")) {
        const here = (link.dataset.under ?? "").split(" ").some((start) => location.pathname.startsWith(start));
        here ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current");
      }
    },
  };
}

function mark(): HTMLElement {
  return h("span", { class: "mark", "aria-hidden": "true" });
}

async function act(button: HTMLButtonElement, name: string, words: string, said: HTMLElement): Promise<void> {
  button.disabled = true;
  try {
    await post(`actions/${name}`);
    said.textContent = `Done: ${words}`;
  } catch (error) {
    said.textContent = `Not done: ${(error as Error).message}`;
  }
  button.disabled = false;
  setTimeout(() => {
    said.textContent = "";
  }, 8000);
}

export function themeButton(): HTMLElement {
  const other = () => (currentTheme() === "dark" ? "light" : "dark");
  const button = h("button", { class: "button icon", type: "button" });
  const name = () => {
    button.textContent = currentTheme() === "dark" ? "☀" : "☾";
    button.setAttribute("aria-label", `Use the ${other()} theme`);
    button.title = `Use the ${other()} theme`;
  };
  button.addEventListener("click", () => {
    setTheme(other());
    name();
    dispatchEvent(new Event("theme"));
  });
  name();
  return button;
}

async function firingCount(): Promise<number> {
  const { alerts } = (await ask("prometheus/api/v1/alerts", {})) as { readonly alerts: readonly { readonly state: string }[] };
  return alerts.filter(({ state }) => state === "firing").length;
}
