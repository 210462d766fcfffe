import fc from "fast-check";
import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { expresses } from "../../../test/expresses.ts";
import { requestCounts } from "../../../test/request-counts.ts";
import { serve } from "../../../test/serve.ts";
import { observe } from "../observe.ts";

/** Few words, so that the values of parameters are often the fixed texts and the values of other parameters. */
const word = fc.constantFrom("a", "b", "ab", "users", "me", "7", "17", "v1", "x-y");
const value = fc.oneof(word, fc.constantFrom("%20", "a%2Fb", "%E2%82%AC", "a.b", "~", "users%2Fme", "A", "USERS"));

/** A segment of a path: how the program writes it, and two ways in which a request does. */
type Segment = readonly [template: string, first: string, second: string];

const segment = (name: string): fc.Arbitrary<Segment> =>
  fc.oneof(
    word.map((text): Segment => [text, text, text.toUpperCase()]),
    fc.tuple(value, value).map(([first, second]): Segment => [`:${name}`, first, second]),
    fc.tuple(word, value, value).map(([text, first, second]): Segment => [`${text}-:${name}`, `${text}-${first}`, `${text}-${second}`]),
  );

/** How a level is mounted on the one above it. */
const level = fc.record({
  kind: fc.constantFrom("router", "app", "merging router"),
  first: segment("p"),
  second: fc.option(segment("q"), { nil: undefined }),
  /** Handlers and mounts that see the request, but do not answer it. */
  distraction: fc.constantFrom("none", "middleware", "parameter"),
});

/** An app hides the routers it has from the apps that are mounted on them. */
function isVisible(levels: readonly { readonly kind: string }[]): boolean {
  return !/app .*router app/.test(levels.map(({ kind }) => kind).join(" "));
}

test.each(["4", "5"] as const)("with Express %s any nesting of mounts gives the templates they were written with", async (version) => {
  const library = expresses[version];
  await fc.assert(
    fc.asyncProperty(fc.array(level, { maxLength: 3 }).filter(isVisible), segment("id"), async (levels, last) => {
      const registry = new Registry();
      const app = library().set("env", "test");
      const handler = observe({ service: "orders", logger: false, registry });
      app.use(handler);
      const mounts = levels.map(({ first, second }) => [first, ...(second === undefined ? [] : [second])]);
      const paths = ([part]: readonly [0 | 1 | 2]) => mounts.map((segments) => segments.map((one) => `/${one[part]}`).join(""));
      let inner = library.Router().get(`/${last[0]}`, (_request, response) => void response.send("ok")) as ReturnType<typeof library>;
      for (const [index, { kind, distraction }] of [...levels.entries()].reverse()) {
        const outer = (kind === "app" ? library() : library.Router({ mergeParams: kind === "merging router" })) as ReturnType<typeof library>;
        if (distraction !== "none") {
          outer.use(distraction === "middleware" ? "/" : "/:any", (_request, _response, next) => next());
        }
        inner = outer.use(paths([0])[index] as string, inner);
      }
      app.use(inner);
      const served = await serve(app);
      try {
        for (const part of [1, 2] as const) {
          expect((await served.fetch(`${paths([part]).join("")}/${last[part]}`)).status).toBe(200);
        }
        const label = `${paths([0]).join("")}/${last[0]}`;
        await expect.poll(() => requestCounts(registry), { interval: 5 }).toEqual({ [`GET ${label} 200`]: 2 });
      } finally {
        await served.stop();
        handler.stop();
      }
    }),
    { numRuns: 150 },
  );
});
