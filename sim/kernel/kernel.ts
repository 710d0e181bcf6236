// AssemblyScript, compiled by `npm run build:kernel` into sim/kernel-code.ts: what sim/kernel.ts calls.
import { Item, Pair } from "./room";

export { BATCH, choose } from "./choice";
export { KNOWN } from "./offers";
export { remember } from "./recall";
export { binomial, cappedTotal, poisson, stirlingRest } from "./samplers";
export { begin, INVERSES_OF_128THS, LOGS_OF_128THS, POWERS, ROOM } from "./tables";
export { wish } from "./wishes";

export const ITEM_BYTES: usize = offsetof<Item>();
export const PAIR_BYTES: usize = offsetof<Pair>();
