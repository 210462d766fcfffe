import type { Random } from "../../random.ts";
import type { Accounts } from "../accounts.ts";
import { pickCard } from "../cards.ts";
import { expectStatus, StepFailed } from "../step-failed.ts";
import type { Visitor } from "../visitor.ts";

interface Ride {
  readonly id: number;
  readonly status: string;
}

const ENDED = ["completed", "cancelled", "no_driver", "payment_failed"];
const LOOK_SECONDS = 1;
const MAX_LOOKS = 90;

/** Asks for a ride and watches it until its end; some give up before they are picked up. */
export async function takeTaxi(visitor: Visitor, accounts: Accounts): Promise<void> {
  const { random } = visitor;
  await accounts.logIn(visitor);
  const request = { pickup: pickPlace(random), destination: pickPlace(random), card: pickCard(random) };
  let ride = expectStatus("ride request", await visitor.post<Ride>("/rides", request), 202);
  if (random.chance(0.05)) {
    await visitor.think();
    await visitor.post(`/rides/${ride.id}/cancellation`);
  }
  for (let look = 0; !ENDED.includes(ride.status); look += 1) {
    if (look === MAX_LOOKS) {
      throw new StepFailed(`ride ${ride.id} is still ${ride.status} after ${LOOK_SECONDS * MAX_LOOKS} s`);
    }
    await visitor.wait(LOOK_SECONDS);
    ride = expectStatus("ride", await visitor.get<Ride>(`/rides/${ride.id}`), 200);
  }
}

/** The centre is busier than the suburbs. */
function pickPlace(random: Random): { readonly x: number; readonly y: number } {
  const coordinate = () => Math.round((random.next() + random.next()) * 500) / 100;
  return { x: coordinate(), y: coordinate() };
}
