import { kernel } from "../kernel.js";

/**
 * The number of successes that a word stands for under a binomial law, exact in law at any size: by inverting the
 * distribution function while the mean is small, else by transformed rejection (BTRS), whose tries hash the word anew.
 *
 * Its cost does not grow with `trials`. A larger probability gives no smaller number for the same word where the law is
 * inverted, and nearly always where it is not. In `sim/kernel/samplers.ts`, as cohorts draw many.
 *
 * @param word          32 random bits, from `wordAt`
 * @param trials        whole, 0 to 2^52
 * @param probability   of a success; below 0 counts as 0, above 1 as 1
 * @see Kachitvichyanukul and Schmeiser (1988), Binomial random variate generation, algorithm BINV
 * @see Hormann (1993), The generation of binomial random variates, JSCS 46(1-2), algorithm BTRS
 */
export function binomialAt(word: number, trials: number, probability: number): number {
  return kernel.binomial(word, trials, probability);
}
