import type { StepContext } from "@platform/synthetics/define";
import { expectJson, expectText } from "@platform/synthetics/define";

type Context = Pick<StepContext<unknown>, "fetch" | "variables" | "location">;

/** What a customer of the platform asks its gateway. */
export function ask(
  { fetch, variables }: Context,
  method: "GET" | "POST" | "DELETE",
  path: string,
  { token = "", body }: Asked = {},
): Promise<Response> {
  const url = variables.TRAVEL_URL ?? variables.API_GATEWAY_URL ?? "http://127.0.0.1:3010";
  return fetch(`${url}/api${path}`, {
    method,
    headers: {
      ...(token !== "" && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

export interface Asked {
  readonly token?: string;
  readonly body?: object;
}

/** Logs in as the customer of a flow and a location, who is registered the first time. */
export async function logIn(context: Context, flow: string): Promise<{ readonly token: string }> {
  const { variables, location } = context;
  const account = { email: `${flow}-${location}@synthetic.example`, password: variables.SYNTHETICS_PASSWORD || "a-password-of-nobody" };
  let response = await ask(context, "POST", "/sessions", { body: account });
  if (response.status === 401) {
    await expectText(await ask(context, "POST", "/registrations", { body: { ...account, name: "Synthetic" } }), 201);
    response = await ask(context, "POST", "/sessions", { body: account });
  }
  const { token } = await expectJson(response, 201, { token: "string" });
  return { token };
}

/** Token of a new session of an account. */
export async function tokenOf(context: Context, { email, password }: { readonly email: string; readonly password: string }): Promise<string> {
  const { token } = await expectJson(await ask(context, "POST", "/sessions", { body: { email, password } }), 201, { token: "string" });
  return token;
}

/** How often a flow runs, and the time that it and its cleanup may take. */
export function timesOf(everySeconds: number) {
  return {
    everySeconds,
    timeoutSeconds: Math.min(30, everySeconds * 0.6),
    cleanupTimeoutSeconds: Math.min(10, everySeconds * 0.2),
    slowSeconds: Math.min(10, everySeconds * 0.4),
  };
}
