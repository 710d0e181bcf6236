import { hashText, type Key, type RootRole, rootKey, subKey, wordAt } from "../../sim/math/key.js";

/** A sequence of 32-bit words whose n-th is drawn at the n-th place along one coordinate of a draw, the others held fixed. */
export type Sequence = (n: number) => number;

const ROLES: readonly RootRole[] = ["train", "tune", "evaluate", "plan", "population", "warm-up"];
const PURPOSES = ["visit", "incidence", "quantity", "race", "carry-over", "order", "redeem", "bundle", "leave", "join"];
/** entities that share a key, before the next day's: a market's shoppers */
const SHOPPERS = 4096;
const PRODUCTS = 50;
const root = rootKey("7", "evaluate", 0, 0);
const word = ({ key0, key1 }: Key, entity: number) => wordAt(key0, key1, entity);
const mod = (n: number, size: number) => n % size;
const div = (n: number, size: number) => Math.floor(n / size);

/** Remembers the last key, which many draws in turn share. */
function lastKey(make: (n: number) => Key): (n: number) => Key {
  let known = -1;
  let key = root;
  return (n) => {
    if (n !== known) key = make(n);
    known = n;
    return key;
  };
}

/**
 * Every coordinate that a draw of the lab has: root by (seed, role, episode, slot), then day, purpose and thing by name,
 * then entity; singly, in pairs side by side, and as the market uses them.
 */
export const coordinates: { readonly [name: string]: () => Sequence } = {
  seed: () => (n) => word(rootKey(String(n), "train", 0, 0), 5),
  "seed, first word of its root": () => (n) => rootKey(String(n), "train", 0, 0).key0 >>> 0,
  "seed, second word of its root": () => (n) => rootKey(String(n), "train", 0, 0).key1 >>> 0,
  "seed, by a long name": () => (n) => word(rootKey(`sweep-${n}-replicate`, "train", 0, 0), 5),
  "role, then episode": () => (n) => word(rootKey("7", ROLES[mod(n, 6)], div(n, 6), 0), 5),
  episode: () => (n) => word(rootKey("7", "train", n, 0), 5),
  slot: () => (n) => word(rootKey("7", "train", 0, n), 5),
  "slot, then seed": () => (n) => word(rootKey(String(div(n, 64)), "train", 0, mod(n, 64)), 5),
  day: () => (n) => word(subKey(root, n), 99),
  "day, from the warm-up on": () => (n) => word(subKey(root, n - 56), 99),
  "purpose, then day": () => {
    const key = lastKey((day) => subKey(root, day));
    return (n) => word(subKey(key(div(n, PURPOSES.length)), PURPOSES[mod(n, PURPOSES.length)]), 99);
  },
  "purpose, by number": () => (n) => word(subKey(root, `purpose-${n}`), 99),
  "product, by name": () => {
    const race = subKey(subKey(root, 0), "race");
    return (n) => word(subKey(race, `product-${n}`), 99);
  },
  "entity, then day": () => {
    const key = lastKey((day) => subKey(subKey(root, day), "visit"));
    return (n) => word(key(div(n, SHOPPERS)), mod(n, SHOPPERS));
  },
  "day, then entity": () => {
    const visits = Array.from({ length: 64 }, (_, day) => subKey(subKey(root, day), "visit"));
    return (n) => word(visits[mod(n, 64)], div(n, 64));
  },
  "entity by hash of its name, then day": () => {
    const key = lastKey((day) => subKey(subKey(root, day), "visit"));
    const names = Int32Array.from({ length: SHOPPERS }, (_, i) => hashText(`shopper-${i}`));
    return (n) => word(key(div(n, SHOPPERS)), names[mod(n, SHOPPERS)]);
  },
  "hash of a name": () => (n) => hashText(`shopper-${n}`),
  "shopper as the population names her, then day": () => {
    const key = lastKey((day) => subKey(subKey(root, day), "visit"));
    const segment = { key0: hashText("loyal"), key1: hashText("loyal", 0x510e527f) };
    return (n) => word(key(div(n, SHOPPERS)), word(segment, mod(n, SHOPPERS)) | 0);
  },
  "shopper x product, product first": () => {
    const keys = lastKeys();
    return (n) => word(keys(div(n, SHOPPERS * PRODUCTS))[mod(n, PRODUCTS)], mod(div(n, PRODUCTS), SHOPPERS));
  },
  "shopper x product, shopper first": () => {
    const keys = lastKeys();
    return (n) => word(keys(div(n, SHOPPERS * PRODUCTS))[mod(div(n, SHOPPERS), PRODUCTS)], mod(n, SHOPPERS));
  },
  "pair of names, hashed as one": () => (n) => word(root, hashText(`rival-${mod(n, 16)}\u0000category-${div(n, 16)}`)),
  "seed, day and entity at once": () => (n) => word(subKey(rootKey(String(n), "train", n, 0), n), n),
};

/** The keys of a day's race, by product. */
function lastKeys(): (day: number) => readonly Key[] {
  let known = -1;
  let keys: readonly Key[] = [];
  return (day) => {
    if (day !== known) {
      const race = subKey(subKey(root, day), "race");
      keys = Array.from({ length: PRODUCTS }, (_, p) => subKey(race, `product-${p}`));
      known = day;
    }
    return keys;
  };
}
