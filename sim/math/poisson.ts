import { kernel } from "../kernel.js";

/**
 * The number of events that a word stands for under a Poisson law of any mean, exact in law: by inversion while the mean
 * is small, else by transformed rejection (PTRS), whose tries hash the word anew. Its cost does not grow with the mean. In
 * `sim/kernel/samplers.ts`.
 *
 * @param word   32 random bits, from `wordAt`
 * @param mean   0 to 2^50
 * @see Hormann (1993), The transformed rejection method for generating Poisson random variables, IME 12(1)
 */
export function poissonOf(word: number, mean: number): number {
  return kernel.poisson(word, mean);
}
