import { proportionInterval } from "../stats/proportion-interval.js";

/** How often a model told the truth, and what it told instead. */
export interface Confusion {
  readonly labels: readonly string[];
  /** texts by truth and by what was told, shape [labels, labels] row-major */
  readonly counts: Int32Array;
  readonly texts: number;
  readonly right: number;
  readonly accuracy: number;
  /** 95% */
  readonly low: number;
  readonly high: number;
  /** accuracy of always telling the commonest label of these texts */
  readonly commonest: number;
}

/**
 * @param pairs  truth and what was told, each one of the labels
 * @throws RangeError without a pair, or where a label is unknown
 */
export function confusionOf(labels: readonly string[], pairs: readonly (readonly [string, string])[]): Confusion {
  const size = labels.length;
  const counts = new Int32Array(size * size);
  const truths = new Int32Array(size);
  let right = 0;
  for (const [truth, told] of pairs) {
    const [row, column] = [labels.indexOf(truth), labels.indexOf(told)];
    if (row < 0 || column < 0) throw new RangeError(`confusionOf: ${row < 0 ? truth : told} is none of the labels`);
    counts[row * size + column] += 1;
    truths[row] += 1;
    if (row === column) right += 1;
  }
  const texts = pairs.length;
  const [low, high] = proportionInterval(right, texts);
  return {
    labels,
    counts,
    texts,
    right,
    accuracy: right / texts,
    low,
    high,
    commonest: Math.max(...truths) / texts,
  };
}
