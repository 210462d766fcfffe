import { type Overview, post } from "./api.ts";
import { h } from "./dom.ts";
import { currentTheme, setTheme } from "./theme.ts";
import { loadAlerts } from "./views/alert.ts";

export interface Shell {
  readonly element: HTMLElement;
  /** Marks the view that is shown. */
  update(): void;
}

const ALERTS_SECONDS = 5;

/** The bar at the head of every view. */
export function drawShell(overview: Overview): Shell {
  const { title, dashboards, telemetry, actions } = overview;
  const firing = h("span", { class: "badge", role: "img", hidden: true });
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
    const state = await firingState(overview);
    firing.className = `badge ${state.tone}`;
    firing.textContent = state.text;
    firing.hidden = state.text === "";
    firing.title = state.words;
    firing.ariaLabel = state.words;
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

/** How many alerts want somebody: those for information, such as the one that fires always, do not. */
async function firingState(overview: Overview): Promise<{ readonly text: string; readonly words: string; readonly tone: string }> {
  try {
    const calling = (await loadAlerts(overview)).filter(
      ({ state, labels, held }) => state === "firing" && held === undefined && labels.severity !== "info",
    );
    const critical = calling.filter(({ labels }) => labels.severity === "critical").length;
    const text = calling.length === 0 ? "" : String(calling.length);
    return { text, words: `${calling.length} firing, ${critical} of them critical`, tone: critical > 0 ? "urgent" : "calling" };
  } catch (error) {
    return { text: "?", words: `The alerts cannot be read: ${(error as Error).message}`, tone: "unknown" };
  }
}
