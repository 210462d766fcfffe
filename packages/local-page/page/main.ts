import { ask, type Overview } from "./api.ts";
import { h } from "./dom.ts";
import { followLinks, goTo } from "./location.ts";
import { recorded } from "./recorded.ts";
import { drawRecordedShell } from "./recorded-shell.ts";
import { drawShell } from "./shell.ts";
import { currentTheme } from "./theme.ts";
import { viewAt } from "./views/views.ts";

const root = document.getElementById("page") ?? document.body;
document.documentElement.dataset.theme = currentTheme();

async function start(): Promise<void> {
  const overview = (await ask("overview", {})) as Overview;
  const main = h("main", { id: "main", tabindex: "-1" });
  const shell = recorded === undefined ? drawShell(overview) : drawRecordedShell(recorded);
  root.replaceChildren(
    h(
      "a",
      {
        class: "skip",
        href: "#main",
        on: {
          click: (event) => {
            event.preventDefault();
            main.focus();
          },
        },
      },
      "Skip to content",
    ),
    shell.element,
    main,
  );
  let leave = () => {};
  let shown = "";
  const show = () => {
    const path = recorded === undefined ? location.pathname : `/d/${recorded.dashboard.uid}`;
    if (path === "/") {
      goTo(firstDashboard(overview), { replace: true });
      return;
    }
    const moved = shown !== path;
    shown = path;
    shell.update();
    leave();
    leave = viewAt(path, { overview, main });
    if (moved) {
      scrollTo(0, 0);
    }
  };
  addEventListener("popstate", show);
  addEventListener("theme", show);
  followLinks();
  show();
}

function firstDashboard({ dashboards }: Overview): string {
  const overview = dashboards.find(({ uid }) => uid.endsWith("-overview")) ?? dashboards[0];
  return overview === undefined ? "/alerts" : `/d/${overview.uid}`;
}

start().catch((error: unknown) => {
  root.replaceChildren(
    h("main", { class: "broken" }, h("h1", {}, "The page cannot start"), h("p", {}, error instanceof Error ? error.message : String(error))),
  );
});
