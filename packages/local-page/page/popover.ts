import { h } from "./dom.ts";

/** A button that opens a box below it; Escape and a click elsewhere close it. */
export function popoverButton(
  label: string,
  options: { readonly class?: string; readonly title?: string; readonly content: () => Node },
): HTMLElement {
  const box = h("div", { class: "popover", popover: "auto" });
  const button = h(
    "button",
    {
      class: options.class ?? "button",
      type: "button",
      title: options.title,
      "aria-haspopup": "dialog",
      "aria-expanded": "false",
      on: { click: () => box.togglePopover() },
    },
    label,
  );
  box.addEventListener("toggle", (event) => {
    const open = (event as ToggleEvent).newState === "open";
    button.setAttribute("aria-expanded", String(open));
    if (open) {
      box.replaceChildren(options.content());
      place(box, button);
      box.querySelector<HTMLElement>("input, button, a, select")?.focus();
    }
  });
  return h("span", { class: "popover-place" }, button, box);
}

function place(box: HTMLElement, button: HTMLElement): void {
  const { left, bottom } = button.getBoundingClientRect();
  const right = Math.max(8, Math.min(left, innerWidth - box.offsetWidth - 8));
  box.style.left = `${right}px`;
  box.style.top = `${Math.max(8, Math.min(bottom + 4, innerHeight - box.offsetHeight - 8))}px`;
}
