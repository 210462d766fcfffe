interface TextRegistry {
  metrics(): Promise<string>;
}

/** What a scraper sees of recorded requests: `GET /users/:id 200` to their number. */
export async function requestCounts(registry: TextRegistry): Promise<Record<string, number>> {
  const text = await registry.metrics();
  const lines = text.matchAll(
    /^http_server_request_duration_seconds_count\{http_request_method="(.*?)",http_route="(.*?)",http_response_status_code="(.*?)"\} (\S+)$/gm,
  );
  return Object.fromEntries(Array.from(lines, ([, method, route, status, count]) => [`${method} ${route} ${status}`, Number(count)]));
}

/** The value of one line of the exposition, by everything before its value; undefined for a series that is not there. */
export async function sample(registry: TextRegistry, series: string): Promise<number | undefined> {
  const line = (await registry.metrics()).split("\n").find((one) => one.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}
