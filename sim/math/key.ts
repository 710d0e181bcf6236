/**
 * Keyed randomness: a draw is a pure hash of (root, purpose, day, entity), never the next number of a stream, so that a
 * policy, a product or an agent more never shifts another draw. A key is two 32-bit words, since one word would repeat
 * itself after a few million days. Statistical tests: test/rng/, test/sim/math/key.test.ts.
 */
export interface Key {
  /** signed 32-bit integer */
  readonly key0: number;
  /** signed 32-bit integer */
  readonly key1: number;
}

/** What a root is for. Roots of different roles share no draw. */
export type RootRole = "train" | "tune" | "evaluate" | "plan" | "population" | "warm-up";

/**
 * The root of one episode's luck. Everything is hashed together, so neighbouring seeds, episodes and slots are unrelated
 * (with `seed + i`, env 1 of seed 0 is env 0 of seed 1).
 */
export function rootKey(seed: string, role: RootRole, episode: number, slot: number): Key {
  const text = `${role}\u0000${episode}\u0000${slot}\u0000${seed}`;
  return { key0: hashText(text, 0x2545f491) | 0, key1: hashText(text, 0x5bd1e995) | 0 };
}

/** The key of a part: of a purpose, then of a day, then of a product. Hoist it out of the loop that draws. */
export function subKey(key: Key, label: string | number): Key {
  const word = typeof label === "number" ? label | 0 : hashText(label, 0x1b873593);
  return { key0: wordAt(key.key0, key.key1, word) | 0, key1: wordAt(key.key1 ^ 0x6a09e667, key.key0, word) | 0 };
}

/** A 32-bit hash of a text's UTF-16 units: murmur3's body (Appleby) over them, and lowbias32's end (Wellons). */
export function hashText(text: string, seed = 0): number {
  let h = seed | 0;
  for (let i = 0; i < text.length; i++) {
    let unit = Math.imul(text.charCodeAt(i) + 1, 0xcc9e2d51);
    unit = Math.imul((unit << 15) | (unit >>> 17), 0x1b873593);
    h ^= unit;
    h = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
  }
  h ^= text.length;
  return mix(h) >>> 0;
}

/** 32 bits, 0 .. 2^32 - 1, of an entity under a key. A bijection of the entity for any one key. */
export function wordAt(key0: number, key1: number, entity: number): number {
  let h = Math.imul(entity ^ key0, 0x9e3779b1);
  h = ((h ^ (h >>> 15)) + key1) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Uniform on the open interval (0, 1), in steps of 2^-32. */
export function uniformAt(key0: number, key1: number, entity: number): number {
  return (wordAt(key0, key1, entity) + 0.5) * 2.3283064365386963e-10;
}

/** lowbias32: https://nullprogram.com/blog/2018/07/31/ (Wellons 2018), public domain constants. */
function mix(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return h ^ (h >>> 16);
}
