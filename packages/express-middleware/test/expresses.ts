import { createRequire } from "node:module";
import express5 from "express";

const require = createRequire(import.meta.url);

/** Both supported versions; the types are those of version 5. */
export const expresses: Readonly<Record<"4" | "5", typeof express5>> = { 4: require("express4"), 5: express5 };
