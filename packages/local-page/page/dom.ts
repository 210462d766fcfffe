type Child = Node | string | null | undefined | false;

export interface Attributes {
  readonly class?: string;
  readonly style?: Readonly<Record<string, string>>;
  readonly on?: { readonly [K in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[K]) => void };
  /** Any other attribute by its name; false leaves it out. */
  readonly [name: string]: unknown;
}

/** An element of HTML. Text is always text: nothing that is shown can become markup. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Child | readonly Child[])[]
): HTMLElementTagNameMap[K] {
  return fill(document.createElement(tag), attributes, children);
}

/** An element of SVG. */
export function s<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Child | readonly Child[])[]
): SVGElementTagNameMap[K] {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function fill<E extends HTMLElement | SVGElement>(
  element: E,
  { class: names, style = {}, on = {}, ...rest }: Attributes,
  children: readonly (Child | readonly Child[])[],
): E {
  if (names !== undefined) {
    element.setAttribute("class", names);
  }
  for (const [name, value] of Object.entries(rest)) {
    if (value !== undefined && value !== false && value !== null) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  for (const [name, value] of Object.entries(style)) {
    element.style.setProperty(name, value);
  }
  for (const [name, listener] of Object.entries(on)) {
    element.addEventListener(name, listener as EventListener);
  }
  element.append(...children.flat().filter((child): child is Node | string => child !== null && child !== undefined && child !== false));
  return element;
}
