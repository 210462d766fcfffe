import { type CountryCode, defineCounter, defineGauge, type Labels } from "../define.ts";

const countries = ["CZ", "NL"] as const satisfies readonly CountryCode[];

export const sold = defineCounter({ name: "sold_total", help: "Sold.", labels: { geo_country_iso_code: countries, channel: ["web"] } });
export const labels: Labels<typeof sold> = { geo_country_iso_code: "NL", channel: "web" };

// @ts-expect-error the United Kingdom is GB
defineCounter({ name: "sold_total", help: "Sold.", labels: { geo_country_iso_code: ["NL", "UK"] } });

// @ts-expect-error a country that is not listed
export const others: Labels<typeof sold> = { geo_country_iso_code: "DE", channel: "web" };

// @ts-expect-error a gauge is checked as a counter is
defineGauge({ name: "stock", help: "Stock.", labels: { geo_country_iso_code: ["EU"] } });
