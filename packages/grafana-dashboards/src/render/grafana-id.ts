const IDS = 1_000_000;

/**
 * Numbers for the panels of one dashboard, each from its name, so that links to a panel survive a change elsewhere.
 * Names that meet on one number take the next that is free, in the order in which they come.
 */
export function createPanelIds(): (name: string) => number {
  const taken = new Set<number>();
  return (name) => {
    let id = 1 + (fnv1a(name) % IDS);
    while (taken.has(id)) {
      id = 1 + (id % IDS);
    }
    taken.add(id);
    return id;
  };
}

/** http://www.isthe.com/chongo/tech/comp/fnv/ */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return hash;
}
