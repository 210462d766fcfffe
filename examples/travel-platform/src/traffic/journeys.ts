import type { Journey } from "./journey.ts";
import { mistypePassword, register, stray } from "./journeys/account.ts";
import { bookHotel, searchHotels } from "./journeys/hotel.ts";
import { abandonCart, browse, buy, tryStolenCards } from "./journeys/shopping.ts";
import { takeTaxi } from "./journeys/taxi.ts";

/** What a hundred visitors come for. */
export const JOURNEYS: readonly Journey[] = [
  { name: "browse", weight: 30, run: browse },
  { name: "buy", weight: 20, run: buy },
  { name: "abandon-cart", weight: 8, run: abandonCart },
  { name: "register", weight: 6, run: register },
  { name: "mistype-password", weight: 1.5, run: mistypePassword },
  { name: "search-hotels", weight: 11, run: searchHotels },
  { name: "book-hotel", weight: 11, run: bookHotel },
  { name: "take-taxi", weight: 11, run: takeTaxi },
  { name: "stray", weight: 1.25, run: stray },
  { name: "try-stolen-cards", weight: 0.25, run: tryStolenCards },
];
