import { type Key, uniformAt } from "./key.js";

/** Puts the numbers 0 .. n - 1 in an order of equal chances, by keyed draws. @see Fisher and Yates; Durstenfeld (1964) */
export function shuffle(out: Int32Array, { key0, key1 }: Key): void {
  for (let i = 0; i < out.length; i++) out[i] = i;
  for (let i = out.length - 1; i > 0; i--) {
    const other = Math.floor(uniformAt(key0, key1, i) * (i + 1));
    const number = out[i];
    out[i] = out[other];
    out[other] = number;
  }
}
