import { exp } from "../../../sim/math/elementary.js";
import type { BagOfWords } from "./bag-of-words.js";

/** Scores of classes, linear in the counts of terms; probabilities are their softmax. */
export interface TermScores {
  readonly classes: number;
  readonly terms: number;
  /** log-odds a count, shape [classes, terms] row-major */
  readonly weights: Float64Array;
  /** shape [classes] */
  readonly bias: Float64Array;
}

/**
 * Probabilities of the classes for one text.
 *
 * @param row  of the bag
 * @param out  shape [classes], overwritten
 */
export function probabilitiesOf(
  { classes, terms, weights, bias }: TermScores,
  bag: BagOfWords,
  row: number,
  out: Float64Array,
): void {
  for (let c = 0; c < classes; c++) {
    let score = bias[c];
    for (let entry = bag.starts[row]; entry < bag.starts[row + 1]; entry++)
      score += bag.counts[entry] * weights[c * terms + bag.places[entry]];
    out[c] = score;
  }
  softmax(out, classes);
}

/** Turns scores into probabilities, where they stand. */
function softmax(scores: Float64Array, classes: number): void {
  let highest = scores[0];
  for (let c = 1; c < classes; c++) highest = Math.max(highest, scores[c]);
  let sum = 0;
  for (let c = 0; c < classes; c++) {
    scores[c] = exp(scores[c] - highest);
    sum += scores[c];
  }
  for (let c = 0; c < classes; c++) scores[c] /= sum;
}
