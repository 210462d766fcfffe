import type { Logger } from "pino";

/** A way in which a secret gets into a line. */
export interface Canary {
  readonly shape: string;
  readonly secret: string;
  readonly log: (logger: Logger, secret: string) => void;
}

const PLAIN = "hunter2canary";

const byKey = (shape: string, log: Canary["log"]): Canary => ({ shape, secret: PLAIN, log });

const byForm = (shape: string, secret: string): Canary[] => [
  { shape: `${shape} as a value`, secret, log: (logger, text) => logger.info({ note: text }, "x") },
  { shape: `${shape} in the message`, secret, log: (logger, text) => logger.info(`failed with ${text}, giving up`) },
];

/** Put together here so that no scanner of repositories takes them for real. */
const made = (...parts: string[]) => parts.join("");
const RANDOM = "a8Fk2Lq9Xw3Zr7Tn5Vb1Yc6Md4Pg0Hs";
const JWT = made("eyJ", "hbGciOiJIUzI1NiJ9", ".eyJ", "zdWIiOiIxMjM0NTY3ODkwIn0", ".dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U");

const nest = (depth: number, value: unknown): unknown => (depth === 0 ? value : { inner: nest(depth - 1, value) });

class Account {
  readonly #secret: string;
  constructor(secret: string) {
    this.#secret = secret;
  }
  toJSON() {
    return { id: 1, password: this.#secret };
  }
}

export const CANARIES: readonly Canary[] = [
  byKey("password", (logger, password) => logger.info({ password })),
  byKey("a key in capitals", (logger, secret) => logger.info({ PASSWORD: secret })),
  byKey("a key in camel case", (logger, secret) => logger.info({ newUserPassword: secret })),
  byKey("a key in snake case", (logger, secret) => logger.info({ api_key: secret })),
  byKey("a key in kebab case", (logger, secret) => logger.info({ "x-api-key": secret })),
  byKey("a key with dots", (logger, secret) => logger.info({ "http.request.header.authorization": secret })),
  byKey("a key with a number", (logger, secret) => logger.info({ secret2: secret })),
  byKey("an abbreviated key", (logger, pwd) => logger.info({ pwd })),
  byKey("a key of four levels", (logger, secret) => logger.info({ a: { b: { c: { token: secret } } } })),
  byKey("a key of thirty levels", (logger, secret) => logger.info({ deep: nest(30, { token: secret }) })),
  byKey("a key in an array", (logger, secret) => logger.info({ users: [{ name: "a" }, { password: secret }] })),
  byKey("an object below a key", (logger, secret) => logger.info({ credentials: { user: "a", value: secret } })),
  byKey("an array below a key", (logger, secret) => logger.info({ tokens: [secret, secret] })),
  byKey("headers", (logger, secret) => logger.info({ headers: { host: "a", cookie: `sid=${secret}; theme=dark` } })),
  byKey("raw headers", (logger, secret) => logger.info({ rawHeaders: ["Host", "a", "Cookie", `a=b; s=${secret}`, "X-Api-Key", secret] })),
  byKey("pairs", (logger, secret) => logger.info({ form: Object.entries({ user: "a", password: secret }) })),
  byKey("name and value", (logger, secret) => logger.info({ fields: [{ name: "password", value: secret }] })),
  byKey("a child's context", (logger, secret) => logger.child({ sessionToken: secret }).info("x")),
  byKey("a nested child's context", (logger, secret) =>
    logger
      .child({ a: 1 })
      .child({ request: { authToken: secret } })
      .info("x"),
  ),
  byKey("toJSON", (logger, secret) => logger.info({ account: new Account(secret) })),
  byKey("a getter", (logger, secret) =>
    logger.info({
      get password() {
        return secret;
      },
    }),
  ),
  byKey("a null-prototype object", (logger, secret) => logger.info(Object.assign(Object.create(null), { password: secret }))),
  byKey("a Map below a key", (logger, secret) => logger.info({ password: new Map([["a", secret]]) })),
  byKey("a Map", (logger, secret) => logger.info({ map: new Map([["password", secret]]) })),
  byKey("a Set", (logger, secret) => logger.info({ set: new Set([secret]) })),
  byKey("entries of a Map", (logger, secret) => logger.info({ map: [...new Map([["apiKey", secret]])] })),
  byKey("a Buffer", (logger, secret) => logger.info({ body: Buffer.from(secret) })),
  byKey("a Buffer as text", (logger, secret) => logger.info({ body: Buffer.from(`password=${secret}`).toString() })),
  byKey("a URL with credentials", (logger, secret) => logger.info({ url: new URL(`https://user:${secret}@example.com/a`) })),
  byKey("a URL with credentials in text", (logger, secret) => logger.info(`cannot reach postgres://app:${secret}@db:5432/orders`)),
  byKey("a URL with a token as its user", (logger, secret) => logger.info(`cloning https://${secret}@git.example/repo.git`)),
  byKey("a query string", (logger, secret) => logger.info({ url: `/reset?user=1&token=${secret}&lang=en` })),
  byKey("URLSearchParams", (logger, secret) => logger.info({ q: String(new URLSearchParams({ client_secret: secret, a: "1" })) })),
  byKey("an encoded query string", (logger, secret) => logger.info({ next: encodeURIComponent(`/a?access_token=${secret}&b=1`) })),
  byKey("JSON in a string", (logger, secret) => logger.info({ body: JSON.stringify({ user: "a", password: secret }) })),
  byKey("JSON in JSON in a string", (logger, secret) => logger.info({ body: JSON.stringify({ inner: JSON.stringify({ password: secret }) }) })),
  byKey("JSON three deep", (logger, secret) =>
    logger.info({ b: JSON.stringify({ a: JSON.stringify({ c: JSON.stringify({ token: secret, z: 1 }) }) }) }),
  ),
  byKey("JSON with blanks", (logger, secret) => logger.info(JSON.stringify({ password: secret, b: 1 }, null, 2))),
  byKey("JSON with an object below a key", (logger, secret) => logger.info(JSON.stringify({ credentials: { a: [1, secret] }, b: 1 }))),
  byKey("encoded JSON", (logger, secret) => logger.info(encodeURIComponent(JSON.stringify({ password: secret })))),
  byKey("util.inspect", (logger, secret) => logger.info(`{ user: 'a', password: '${secret}' }`)),
  byKey("a Map as inspected", (logger, secret) => logger.info(`Map(1) { 'password' => '${secret}' }`)),
  byKey("YAML", (logger, secret) => logger.info(`user: a\npassword: ${secret}\nport: 1`)),
  byKey("an environment", (logger, secret) => logger.info(`DB_HOST=a DB_PASSWORD=${secret} PORT=1`)),
  byKey("a command line", (logger, secret) => logger.info(`running tool --user a --password ${secret} --verbose`)),
  byKey("a command line with =", (logger, secret) => logger.info(`running tool --api-key=${secret} --verbose`)),
  byKey("a connection string", (logger, secret) => logger.info(`Server=db;User Id=sa;Password=${secret};Encrypt=true`)),
  byKey("a raw request", (logger, secret) => logger.info(`GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Basic ${secret}\r\n\r\n`)),
  byKey("an XML attribute", (logger, secret) => logger.info(`<user name="a" password="${secret}"/>`)),
  byKey("the message", (logger, secret) => logger.info(`login failed, password=${secret}`)),
  byKey("a format argument", (logger, secret) => logger.info("login with %j", { password: secret })),
  byKey("a format argument as text", (logger, secret) => logger.info("login with password=%s", secret)),
  byKey("an object as the message", (logger, secret) => logger.info({}, { password: secret } as never)),
  byKey("an error's message", (logger, secret) => logger.error(new Error(`bad token: ${secret}`))),
  byKey("an error's cause", (logger, secret) => logger.error(new Error("a", { cause: new Error(`password=${secret}`) }))),
  byKey("an error's property", (logger, secret) => logger.error(Object.assign(new Error("a"), { config: { headers: { Authorization: secret } } }))),
  byKey("an error below another key", (logger, secret) => logger.error({ failure: Object.assign(new Error("x"), { apiKey: secret }) }, "a")),
  byKey("an aggregate's errors", (logger, secret) => logger.error(new AggregateError([new Error(`secret=${secret}`)], "a"))),
  byKey("an error's stack", (logger, secret) => logger.error({ err: new Error(`cannot GET https://a:${secret}@b/`) })),
  byKey("a request", (logger, secret) =>
    logger.info({ req: { method: "GET", url: `/a?apikey=${secret}`, headers: { "Proxy-Authorization": secret } } }),
  ),
  byKey("a number", (logger) => logger.info({ pin: 739_184, cvv: 739 })),
  byKey("a key of the logged object", (logger, secret) => logger.info({ [`password=${secret}`]: 1 })),
  byKey("a prefix of a child's messages", (logger, secret) => logger.child({}, { msgPrefix: `token=${secret} ` }).info("x")),
  ...byForm("a bearer", made("Bearer ", RANDOM)),
  ...byForm("basic credentials", made("Basic ", "dXNlcjpodW50ZXIy")),
  ...byForm("a JSON Web Token", JWT),
  ...byForm("a key of AWS", made("AKIA", "IOSFODNN7EXAMPLE")),
  ...byForm("a token of GitHub", made("ghp_", RANDOM, "abcde")),
  ...byForm("a fine-grained token of GitHub", made("github_pat_", RANDOM, RANDOM)),
  ...byForm("a token of GitLab", made("glpat-", RANDOM)),
  ...byForm("a key of Stripe", made("sk_live_", RANDOM)),
  ...byForm("a token of Slack", made("xoxb-", "123456789012-", RANDOM)),
  ...byForm("a key of Google", made("AIza", RANDOM, "abcdefgh")),
  ...byForm("a token of npm", made("npm_", RANDOM, "abcdefg")),
  ...byForm("a key of a model provider", made("sk-", "proj-", RANDOM)),
  ...byForm("a private key", made("-----BEGIN ", "PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END ", "PRIVATE KEY-----")),
  ...byForm("a private key without an end", made("-----BEGIN ", "RSA PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC")),
  ...byForm("a card", "4111111111111111"),
  ...byForm("a card in groups", "5500 0055 5555 5559"),
  ...byForm("a card with hyphens", "3782-822463-10005"),
  { shape: "a card as a number", secret: "4242424242424242", log: (logger, card) => logger.info({ n: Number(card) }) },
  { shape: "a card in a list of numbers", secret: "4242424242424242", log: (logger, card) => logger.info({ n: [1, Number(card)] }) },
  { shape: "a card with its date", secret: "4111 1111 1111 1111", log: (logger, card) => logger.info(`paid by ${card} 12/27 123`) },
];
