import { largest } from "../../math/largest.js";

/**
 * Weighted mean of the values of the k nearest, those of positive similarity only:
 *   sum s v / sum s
 *
 * @param similarity  shape [n]; of equal ones the lower place is nearer
 * @param value       shape [n]
 * @returns undefined where no similarity is positive
 * @see Surprise 1.1 (Hug 2020), KNNBasic: among those who rated, the k most similar, of them the positive
 */
export function nearestMean(similarity: ArrayLike<number>, value: ArrayLike<number>, k: number): number | undefined {
  let sum = 0;
  let weight = 0;
  for (const place of largest(similarity, k)) {
    if (similarity[place] <= 0) break;
    sum += similarity[place] * value[place];
    weight += similarity[place];
  }
  return weight > 0 ? sum / weight : undefined;
}
