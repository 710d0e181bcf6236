import { exp, log } from "../../../sim/math/elementary.js";
import { digamma, logGamma } from "../../math/gamma-function.js";
import { maximise } from "../../math/maximise.js";
import type { LearnedModel, ModelState } from "../model.js";

/** The gamma-gamma model with its three figures and the basket it expects of a shopper. */
export interface BasketValueModel extends LearnedModel {
  /** shape of a shopper's baskets about her mean */
  readonly p: number;
  /** shape and scale of the law of the shoppers' means */
  readonly q: number;
  readonly gamma: number;
  /** of p, q, gamma; Infinity where the baskets do not tell it */
  readonly standardErrors: readonly [number, number, number];
  readonly logLikelihood: number;
  /** money expected of her next basket, from how many she had and their mean; of no basket the population's mean */
  predictBasket(baskets: number, meanValue: number): number;
}

/**
 * What a basket of each shopper is worth, shrunk towards the population by empirical Bayes: her baskets are Gamma(p, v), and v is
 * Gamma(q, gamma) over shoppers, so that the mean m of x baskets has
 *
 *   L = Gamma(px+q) / (Gamma(px) Gamma(q))  gamma^q m^(px-1) x^px / (gamma + x m)^(px+q)
 *   E[next basket] = (gamma + x m) p / (p x + q - 1)
 *
 * by maximum likelihood, q held above 1, where the population's mean is finite.
 *
 * @param baskets    how many, 1 or more, shape [shoppers]
 * @param meanValue  money, above 0, shape [shoppers]
 * @throws RangeError when the shapes differ, an entry is out of range, or there are fewer than 2 shoppers
 * @see Fader, Hardie and Lee (2005), RFM and CLV, Journal of Marketing Research 42(4), section "Modeling monetary value"; Fader
 *   and Hardie (2013), The gamma-gamma model of monetary value
 */
export function fitBasketValue(baskets: ArrayLike<number>, meanValue: ArrayLike<number>): BasketValueModel {
  const shoppers = baskets.length;
  if (meanValue.length !== shoppers || shoppers < 2)
    throw new RangeError(`fitBasketValue: needs 2 shoppers or more, got ${shoppers} and ${meanValue.length} means`);
  let overall = 0;
  for (let i = 0; i < shoppers; i++) {
    if (!(baskets[i] >= 1 && meanValue[i] > 0 && meanValue[i] < Infinity))
      throw new RangeError(`fitBasketValue: needs baskets of value, got ${baskets[i]} of ${meanValue[i]}`);
    overall += meanValue[i] / shoppers;
  }

  /** over ln p, ln (q - 1) and ln (gamma / the mean basket) */
  function logLikelihood(logs: Float64Array, gradient: Float64Array): number {
    const p = exp(logs[0]);
    const q = 1 + exp(logs[1]);
    const gamma = exp(logs[2]) * overall;
    const ofQ = logGamma(q);
    const slopeOfQ = digamma(q);
    let sum = 0;
    gradient.fill(0);
    for (let i = 0; i < shoppers; i++) {
      const x = baskets[i];
      const m = meanValue[i];
      const shape = p * x;
      const together = gamma + x * m;
      const logShare = log((x * m) / together);
      sum += logGamma(shape + q) - logGamma(shape) - ofQ + q * log(gamma / together) + shape * logShare - log(m);
      const slope = digamma(shape + q);
      gradient[0] += p * x * (slope - digamma(shape) + logShare);
      gradient[1] += (q - 1) * (slope - slopeOfQ + log(gamma / together));
      gradient[2] += q - ((shape + q) * gamma) / together;
    }
    return sum;
  }

  const { point, value, covariance } = maximise(logLikelihood, Float64Array.of(0.5, 0.5, 0));
  const p = exp(point[0]);
  const q = 1 + exp(point[1]);
  const gamma = exp(point[2]) * overall;
  const error = (i: number, slope: number) => slope * Math.sqrt(covariance[i * 4]);
  return modelOf({
    p,
    q,
    gamma,
    standardErrors: [error(0, p), error(1, q - 1), error(2, gamma)],
    logLikelihood: value,
  });
}

/** @throws RangeError when the state is not one of `save` */
export function loadBasketValue(state: ModelState): BasketValueModel {
  const { p, q, gamma, standardErrors, logLikelihood } = state as unknown as Fit;
  if (!(p > 0 && q > 1 && gamma > 0)) throw new RangeError("loadBasketValue: needs the state of a basket-value model");
  return modelOf({ p, q, gamma, standardErrors, logLikelihood });
}

type Fit = Pick<BasketValueModel, "p" | "q" | "gamma" | "standardErrors" | "logLikelihood">;

function modelOf(fit: Fit): BasketValueModel {
  const { p, q, gamma } = fit;
  return {
    ...fit,
    predictBasket(baskets, meanValue) {
      return baskets === 0 ? (gamma * p) / (q - 1) : ((gamma + baskets * meanValue) * p) / (p * baskets + q - 1);
    },
    save: () => ({ ...fit }),
    explain: () => ({
      summary: `a basket is worth ${((gamma * p) / (q - 1)).toFixed(2)} on average over shoppers`,
      findings: [
        { name: "mean basket", value: (gamma * p) / (q - 1), unit: "money" },
        { name: "baskets at which her own count as much as the population's", value: (q - 1) / p, unit: "baskets" },
      ],
    }),
  };
}
