/** A mean with its standard error. */
export interface Estimate {
  readonly value: number;
  readonly standardError: number;
}

/**
 * Effect of a treatment that was drawn by lot: mean outcome of the treated less that of the others, with the standard error
 * sqrt(s1^2 / n1 + s0^2 / n0).
 *
 * @param treated  1 or 0, shape [rows]; rows with another value are left out
 * @throws RangeError when an arm has fewer than two rows
 * @see Neyman (1923); Imbens and Rubin (2015), Causal Inference, chapter 6
 */
export function averageEffect(treated: ArrayLike<number>, outcome: ArrayLike<number>): Estimate {
  const arms = [0, 1].map((arm) => {
    let count = 0;
    let sum = 0;
    for (let row = 0; row < outcome.length; row++) {
      if (treated[row] !== arm) continue;
      count += 1;
      sum += outcome[row];
    }
    if (count < 2) throw new RangeError(`averageEffect: needs 2 rows of each arm, got ${count} of ${arm}`);
    const mean = sum / count;
    let squares = 0;
    for (let row = 0; row < outcome.length; row++)
      if (treated[row] === arm) squares += (outcome[row] - mean) * (outcome[row] - mean);
    return { mean, variance: squares / (count - 1) / count };
  });
  return { value: arms[1].mean - arms[0].mean, standardError: Math.sqrt(arms[0].variance + arms[1].variance) };
}

/**
 * Mean outcome had each shopper got what a rule gives her, from a log in which chance decided: rows where the two agree, weighed by
 * one over the chance of it. Self-normalised: sum w y / sum w, with the standard error of a ratio.
 *
 * @param given       what she got, shape [rows]
 * @param ruled       what the rule gives her, shape [rows]
 * @param propensity  chance of what she got, above 0, one for all or shape [rows]
 * @throws RangeError when the shapes differ, a chance is not above 0, or the two never agree
 * @see Swaminathan and Joachims (2015), The self-normalized estimator for counterfactual learning
 */
export function valueOfRule(
  given: ArrayLike<number>,
  ruled: ArrayLike<number>,
  outcome: ArrayLike<number>,
  propensity: number | ArrayLike<number>,
): Estimate {
  const rows = given.length;
  if (ruled.length !== rows || outcome.length !== rows)
    throw new RangeError(`valueOfRule: ${rows} given, ${ruled.length} ruled, ${outcome.length} outcomes`);
  const weight = new Float64Array(rows);
  let mass = 0;
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    const chance = typeof propensity === "number" ? propensity : propensity[row];
    if (!(chance > 0)) throw new RangeError(`valueOfRule: needs chances above 0, got ${chance} in row ${row}`);
    weight[row] = given[row] === ruled[row] ? 1 / chance : 0;
    mass += weight[row];
    sum += weight[row] * outcome[row];
  }
  if (mass === 0) throw new RangeError("valueOfRule: nobody got what the rule gives her");
  const value = sum / mass;
  let squares = 0;
  for (let row = 0; row < rows; row++) {
    const part = weight[row] * (outcome[row] - value);
    squares += part * part;
  }
  return { value, standardError: Math.sqrt(squares) / mass };
}
