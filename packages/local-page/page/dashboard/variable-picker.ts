import { ALL, type Variable } from "../../src/dashboard/variables.ts";
import { h } from "../dom.ts";
import { addressWith, goTo } from "../location.ts";
import { popoverButton } from "../popover.ts";

/** More values than this are found by typing. */
const SHOWN = 200;

/** A drop-down: one value, several, or all. */
export function drawVariable(variable: Variable): HTMLElement {
  const { label, chosen } = variable;
  const words = chosen.includes(ALL) ? "All" : chosen.length === 0 ? "none" : chosen.length > 2 ? `${chosen.length} chosen` : chosen.join(" + ");
  const picker = popoverButton(`${label}: ${words} ▾`, { class: "button variable", content: () => choices(variable) });
  return picker;
}

function choices({ name, label, multi, all, options, chosen }: Variable): HTMLElement {
  const picked = new Set(chosen);
  const list = h("div", { class: "options" });
  const apply = () => goTo(addressWith({ [`var-${name}`]: picked.size === 0 ? undefined : [...picked] }));
  const pick = (value: string, on: boolean) => {
    if (value === ALL || !multi) {
      picked.clear();
    } else {
      picked.delete(ALL);
    }
    on ? picked.add(value) : picked.delete(value);
    if (!multi) {
      apply();
    }
    for (const input of list.querySelectorAll("input")) {
      input.checked = picked.has(input.value);
    }
  };
  const show = (words: string) => {
    const found = options.filter((option) => option.toLowerCase().includes(words.toLowerCase()));
    const values = all && words === "" ? [ALL, ...found] : found;
    list.replaceChildren(
      ...values.slice(0, SHOWN).map((value) =>
        h(
          "label",
          {},
          h("input", {
            type: multi ? "checkbox" : "radio",
            name,
            value,
            checked: picked.has(value),
            on: { change: (event) => pick(value, (event.target as HTMLInputElement).checked) },
          }),
          value === ALL ? "All" : value,
        ),
      ),
      ...(values.length > SHOWN ? [h("p", { class: "muted" }, `${values.length - SHOWN} more: type to find them`)] : []),
    );
  };
  show("");
  const search = h("input", {
    type: "search",
    placeholder: "Find",
    "aria-label": `Find in ${label}`,
    on: { input: (event) => show((event.target as HTMLInputElement).value) },
  });
  return h(
    "form",
    {
      class: "choices",
      on: {
        submit: (event) => {
          event.preventDefault();
          apply();
        },
      },
    },
    options.length > 8 && search,
    list,
    multi && h("button", { class: "button primary" }, "Apply"),
  );
}
