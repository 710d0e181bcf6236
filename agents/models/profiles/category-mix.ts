import { fitDirichletMultinomial } from "../../math/dirichlet-multinomial.js";
import type { LearnedModel, ModelState } from "../model.js";

/** What a shopper's lines are of: categories, or promoted and not. */
export interface MixModel extends LearnedModel {
  readonly names: readonly string[];
  /** of the population's law of shares, shape [kinds] */
  readonly weights: Float64Array;
  /** lines of her own a shopper needs to be heard as loud as the population */
  readonly strength: number;
  /**
   * Expected shares of a shopper with these lines of each kind: (n[k] + weight[k]) / (n + strength).
   *
   * @param out  shape [kinds], overwritten
   */
  predictShares(counts: ArrayLike<number>, out: Float64Array, start?: number): void;
}

/**
 * Shares of each shopper's lines by kind, shrunk towards the population's by empirical Bayes: shares are Dirichlet over
 * shoppers, with weights of greatest likelihood. Who bought little is taken to be like everybody else.
 *
 * @param counts  lines, whole, row-major [shoppers, kinds]
 * @throws RangeError when the shape is not that or a count is not whole
 * @see Goodhardt, Ehrenberg and Chatfield (1984), The Dirichlet: a comprehensive model of buying behaviour, JRSS A 147(5)
 */
export function fitMix(counts: ArrayLike<number>, names: readonly string[]): MixModel {
  return modelOf({ names: [...names], ...fitDirichletMultinomial(counts, names.length) });
}

/** @throws RangeError when the state is not one of `save` */
export function loadMix(state: ModelState): MixModel {
  const { names, weights, strength } = state as unknown as Fit;
  if (!(weights instanceof Float64Array) || names.length !== weights.length)
    throw new RangeError("loadMix: needs the state of a mix");
  return modelOf({ names, weights, strength });
}

interface Fit {
  readonly names: readonly string[];
  readonly weights: Float64Array;
  readonly strength: number;
}

function modelOf({ names, weights, strength }: Fit): MixModel {
  return {
    names,
    weights,
    strength,
    predictShares(counts, out, start = 0) {
      let lines = 0;
      for (let k = 0; k < weights.length; k++) lines += counts[start + k];
      for (let k = 0; k < weights.length; k++) out[k] = (counts[start + k] + weights[k]) / (lines + strength);
    },
    save: () => ({ names, weights: weights.slice(), strength }),
    explain: () => ({
      summary: `a shopper's own lines weigh as much as the population's shares once there are ${strength.toFixed(1)} of them`,
      findings: names
        .map((name, k) => ({ name, value: weights[k] / strength, unit: "share of lines" }))
        .sort((one, other) => other.value - one.value),
    }),
  };
}
