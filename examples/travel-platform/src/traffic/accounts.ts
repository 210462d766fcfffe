import type { Random } from "../random.ts";
import { expectStatus } from "./step-failed.ts";
import type { Visitor } from "./visitor.ts";

export interface Account {
  readonly email: string;
  readonly password: string;
}

/** The customers that the traffic knows. */
export interface Accounts {
  /** Opens an account, without logging in. */
  register(visitor: Visitor): Promise<Account>;
  /** Logs in as somebody known, or as somebody new. */
  logIn(visitor: Visitor): Promise<Account>;
}

export interface AccountsOptions {
  readonly random: Random;
  /** Part of every email, so that two runs against the same database do not meet. */
  readonly run: string;
}

/** Below it, everybody is new: a few customers who buy all the time look like fraud. */
const FEW = 120;
const MANY = 400;
const NEW_SHARE = 0.2;

export function createAccounts({ random, run }: AccountsOptions): Accounts {
  const known: Account[] = [];
  let registered = 0;

  const register = async (visitor: Visitor) => {
    registered += 1;
    const account = { email: `traveller-${registered}@${run}.example`, password: `long-enough-${random.integer(1000, 9999)}` };
    expectStatus("registration", await visitor.post("/registrations", { ...account, name: `Traveller ${registered}` }), 201);
    if (known.length < MANY) {
      known.push(account);
    } else {
      known[random.integer(0, MANY - 1)] = account;
    }
    return account;
  };

  return {
    register,
    async logIn(visitor) {
      const account = known.length < FEW || random.chance(NEW_SHARE) ? await register(visitor) : random.pick(known);
      const { token } = expectStatus("login", await visitor.post<{ token: string }>("/sessions", account), 201);
      visitor.carry(token);
      return account;
    },
  };
}
