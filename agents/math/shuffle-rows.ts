import type { Rng } from "../../envs/types.js";

/** Puts rows in an order of equal chances, where they stand. @see Fisher and Yates; Durstenfeld (1964) */
export function shuffleRows(rows: Int32Array, rng: Rng): void {
  for (let i = rows.length - 1; i > 0; i--) {
    const other = rng.int(i + 1);
    const row = rows[i];
    rows[i] = rows[other];
    rows[other] = row;
  }
}
