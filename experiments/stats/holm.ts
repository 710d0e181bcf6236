/**
 * p-values of one family, adjusted so that the chance of any false rejection stays below the level they are held against,
 * whatever the dependence between tests:
 *   adjusted[k] = max over j <= k of  min(1, (m - j) p[j]),  p in rising order, j from 0
 *
 * @param p  shape [m], in any order; answers in the same order
 * @throws RangeError where one is no probability
 * @see Holm (1979), A simple sequentially rejective multiple test procedure
 */
export function holm(p: readonly number[]): number[] {
  const bad = p.find((value) => !(value >= 0 && value <= 1));
  if (bad !== undefined) throw new RangeError(`holm: needs probabilities, got ${bad}`);
  const rising = p.map((_, index) => index).sort((a, b) => p[a] - p[b] || a - b);
  const adjusted = new Array<number>(p.length);
  let before = 0;
  rising.forEach((index, rank) => {
    before = Math.max(before, Math.min(1, (p.length - rank) * p[index]));
    adjusted[index] = before;
  });
  return adjusted;
}
