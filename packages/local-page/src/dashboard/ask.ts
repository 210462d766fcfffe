/** Parameters of one request, in the order in which they are sent. */
export type Parameters = Readonly<Record<string, string>>;

/**
 * Asks an API by its path below the page: `prometheus/api/v1/query`, `loki/api/v1/query_range`.
 *
 * @returns `data` of the answer
 * @throws Error with the reason that the API gives
 */
export type Ask = (path: string, parameters: Parameters) => Promise<unknown>;

/** The same request asked again before its answer came is asked once. */
export function askOnce(ask: Ask): Ask {
  const open = new Map<string, Promise<unknown>>();
  return (path, parameters) => {
    const key = requestKey(path, parameters);
    const asked = open.get(key) ?? ask(path, parameters).finally(() => open.delete(key));
    open.set(key, asked);
    return asked;
  };
}

/** What tells one request from another. */
export function requestKey(path: string, parameters: Parameters): string {
  return `${path}?${new URLSearchParams(parameters)}`;
}
