import { log } from "../../../sim/math/elementary.js";
import { minimise } from "../../math/limited-memory-bfgs.js";
import type { BagOfWords } from "./bag-of-words.js";
import { probabilitiesOf, type TermScores } from "./term-scores.js";

/**
 * Logistic regression with a normal prior on the weights:  minimises  sum_row -ln p[label] + sum w^2 / (2 strength)
 *
 * with p the softmax of the scores and the biases free. Two classes share one vector of weights, class 0 scoring 0. By
 * L-BFGS on the rows as they are, a few entries each: ml-matrix would fill the zeros in.
 *
 * @param labels    class of each row, shape [rows]
 * @param strength  scikit-learn's C: the prior's variance; smaller draws harder to 0
 * @throws RangeError when a class has no text
 * @see Hastie, Tibshirani and Friedman (2009), The Elements of Statistical Learning, section 4.4; scikit-learn,
 *   LogisticRegression, for the scale of the penalty
 */
export function fitLogistic(bag: BagOfWords, labels: Int32Array, classes: number, strength = 1): TermScores {
  const { rows, terms } = bag;
  for (let c = 0; c < classes; c++)
    if (!labels.includes(c)) throw new RangeError(`fitLogistic: needs a text of every class, got none of class ${c}`);
  const first = classes === 2 ? 1 : 0;
  const free = (classes - first) * terms;
  const weights = new Float64Array(classes * terms);
  const bias = new Float64Array(classes);
  const scores: TermScores = { classes, terms, weights, bias };
  const probability = new Float64Array(classes);

  const take = (point: Float64Array) => {
    weights.set(point.subarray(0, free), first * terms);
    bias.set(point.subarray(free), first);
  };
  const loss = (point: Float64Array, gradient: Float64Array) => {
    take(point);
    let sum = 0;
    for (let i = 0; i < free; i++) {
      sum += (point[i] * point[i]) / (2 * strength);
      gradient[i] = point[i] / strength;
    }
    gradient.fill(0, free);
    for (let row = 0; row < rows; row++) {
      probabilitiesOf(scores, bag, row, probability);
      sum -= log(probability[labels[row]]);
      for (let c = first; c < classes; c++) {
        const excess = probability[c] - (labels[row] === c ? 1 : 0);
        const start = (c - first) * terms;
        for (let entry = bag.starts[row]; entry < bag.starts[row + 1]; entry++)
          gradient[start + bag.places[entry]] += excess * bag.counts[entry];
        gradient[free + c - first] += excess;
      }
    }
    return sum;
  };
  take(minimise(loss, new Float64Array(free + classes - first), { flat: 1e-7 * rows }));
  return scores;
}
