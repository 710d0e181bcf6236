/** What is gained by treating the shoppers with the highest scores first. */
export interface QiniCurve {
  /** part of the shoppers treated, from 0 to 1, shape [points] */
  readonly share: Float64Array;
  /** outcome gained by it, for each shopper there is, shape [points] */
  readonly gain: Float64Array;
  /** area between the curve and the straight line to its end: what the order adds to treating at random */
  readonly area: number;
  /**
   * The area as a part of the best one an outcome of 0 and 1 allows where the treatment harms nobody, a (1 - a) / 2 with a the
   * effect on all (Radcliffe's q0); NaN where a is not within 0 and 1.
   */
  readonly coefficient: number;
}

/**
 * The Qini curve. Of the treated and the others among the shoppers with the highest scores, with sums of outcomes R and counts N,
 * the gain is
 *
 *   u = R[treated] - R[others] N[treated] / N[others]
 *
 * over all treated. Shoppers with equal scores come in together.
 *
 * @param score    of whom to treat first, an uplift; shape [shoppers]
 * @param treated  1 or 0, drawn by lot, shape [shoppers]
 * @param outcome  shape [shoppers]
 * @throws RangeError when the shapes differ, nobody was treated, or everybody, or a score is not a number
 * @see Radcliffe (2007), Using control groups to target on predicted lift, Direct Marketing Analytics Journal 1
 */
export function qiniCurve(score: ArrayLike<number>, treated: ArrayLike<number>, outcome: ArrayLike<number>): QiniCurve {
  const shoppers = score.length;
  if (treated.length !== shoppers || outcome.length !== shoppers)
    throw new RangeError(`qiniCurve: ${shoppers} scores, ${treated.length} treatments, ${outcome.length} outcomes`);
  const order = Int32Array.from({ length: shoppers }, (_, i) => i);
  for (const i of order) if (Number.isNaN(score[i])) throw new RangeError(`qiniCurve: the score of ${i} is no number`);
  order.sort((a, b) => score[b] - score[a]);
  let treatedInAll = 0;
  for (let i = 0; i < shoppers; i++) treatedInAll += treated[i];
  if (treatedInAll === 0 || treatedInAll === shoppers)
    throw new RangeError(`qiniCurve: needs both, ${treatedInAll} of ${shoppers} were treated`);
  const share: number[] = [0];
  const gain: number[] = [0];
  const sum = { treated: 0, others: 0 };
  const count = { treated: 0, others: 0 };
  order.forEach((i, n) => {
    const arm = treated[i] === 1 ? "treated" : "others";
    sum[arm] += outcome[i];
    count[arm] += 1;
    if (n + 1 < shoppers && score[order[n + 1]] === score[i]) return;
    const without = count.others === 0 ? 0 : (sum.others * count.treated) / count.others;
    share.push((n + 1) / shoppers);
    gain.push((sum.treated - without) / treatedInAll);
  });
  const effect = gain[gain.length - 1];
  let area = -effect / 2;
  for (let n = 1; n < share.length; n++) area += ((gain[n] + gain[n - 1]) / 2) * (share[n] - share[n - 1]);
  const best = (effect * (1 - effect)) / 2;
  return {
    share: Float64Array.from(share),
    gain: Float64Array.from(gain),
    area,
    coefficient: best > 0 ? area / best : Number.NaN,
  };
}
