// AssemblyScript: the tables at the start of the memory.
import { log } from "./elementary";
import { put } from "./room";

/** 2^(i/64) for 0 <= i < 64; 128/j and ln(j/128) for 96 <= j <= 192, each from j = 96 on. Filled by sim/kernel.ts. */
export const POWERS: usize = 64;
export const INVERSES_OF_128THS: usize = POWERS + 64 * 8;
export const LOGS_OF_128THS: usize = INVERSES_OF_128THS + 98 * 8;
/** 1/k for 1 <= k <= LONGEST and some more, as inversions take steps in eights; ln k! for k < TABLED */
export const INVERSES: usize = LOGS_OF_128THS + 98 * 8;
export const LOG_FACTORIALS: usize = INVERSES + 136 * 8;
export const TABLED: i32 = 1024;
/** Where a market's room starts. */
export const ROOM: usize = LOG_FACTORIALS + <usize>TABLED * 8;

/** Fills the tables that need logarithms, once their tables are there. */
export function begin(): void {
  for (let k = 1; k < 136; k++) put(INVERSES, k, 1 / <f64>k);
  let sum: f64 = 0;
  for (let k = 1; k < TABLED; k++) {
    sum += log(<f64>k);
    put(LOG_FACTORIALS, k, sum);
  }
}
