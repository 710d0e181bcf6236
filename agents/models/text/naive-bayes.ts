import { log } from "../../../sim/math/elementary.js";
import type { BagOfWords } from "./bag-of-words.js";
import type { TermScores } from "./term-scores.js";

/**
 * Multinomial naive Bayes, whose log-posterior is linear in the counts of terms:
 *
 *   score[c] = ln (texts of c / texts) + sum_t count[t] ln ((n[c, t] + smoothing) / (n[c] + smoothing terms))
 *
 * with n[c, t] how often term t stands in texts of class c.
 *
 * @param labels     class of each row, shape [rows]
 * @param smoothing  added to each count, above 0
 * @throws RangeError when a class has no text
 * @see McCallum and Nigam (1998), A comparison of event models for naive Bayes text classification
 */
export function fitNaiveBayes(bag: BagOfWords, labels: Int32Array, classes: number, smoothing = 1): TermScores {
  const { rows, terms, starts, places, counts } = bag;
  const weights = new Float64Array(classes * terms).fill(smoothing);
  const texts = new Float64Array(classes);
  for (let row = 0; row < rows; row++) {
    const first = labels[row] * terms;
    texts[labels[row]] += 1;
    for (let entry = starts[row]; entry < starts[row + 1]; entry++) weights[first + places[entry]] += counts[entry];
  }
  const bias = new Float64Array(classes);
  for (let c = 0; c < classes; c++) {
    if (texts[c] === 0) throw new RangeError(`fitNaiveBayes: needs a text of every class, got none of class ${c}`);
    const own = weights.subarray(c * terms, (c + 1) * terms);
    let total = 0;
    for (let t = 0; t < terms; t++) total += own[t];
    const logTotal = log(total);
    for (let t = 0; t < terms; t++) own[t] = log(own[t]) - logTotal;
    bias[c] = log(texts[c] / rows);
  }
  return { classes, terms, weights, bias };
}
