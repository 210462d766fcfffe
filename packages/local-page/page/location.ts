import { recorded } from "./recorded.ts";

/** Changes the address without loading the page; views redraw themselves. */
export function goTo(url: string, { replace = false } = {}): void {
  if (replace) {
    history.replaceState(null, "", url);
  } else {
    history.pushState(null, "", url);
  }
  dispatchEvent(new PopStateEvent("popstate"));
}

/** The present address with some parameters changed; undefined takes one away. */
export function addressWith(changes: Readonly<Record<string, string | readonly string[] | undefined>>): string {
  const url = new URL(location.href);
  for (const [name, value] of Object.entries(changes)) {
    url.searchParams.delete(name);
    for (const one of [value ?? []].flat()) {
      url.searchParams.append(name, one);
    }
  }
  return `${url.pathname}${url.search}`;
}

/** Lets links of this page change only the address. */
export function followLinks(): void {
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (link !== null && plain && !event.defaultPrevented && link.target === "" && link.origin === location.origin) {
      event.preventDefault();
      const [, uid] = /^\/(?:[A-Z]:\/)?d\/([^/]+)$/i.exec(link.pathname) ?? [];
      if (recorded === undefined) {
        goTo(`${link.pathname}${link.search}`);
      } else if (recorded.neighbours.some((other) => other.uid === uid)) {
        location.assign(`${uid}.html`);
      }
    }
  });
}
