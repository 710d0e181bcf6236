import {
  type ChoiceData,
  choiceProbabilities,
  fitConditionalLogit,
  logitCovariance,
} from "../math/conditional-logit.js";
import type { Explanation, LearnedModel, ModelState } from "./model.js";

/**
 * Which of several alternatives is taken, each told by its attributes (price, feature, a constant a brand):
 *
 *   P(j) = exp(beta . x[j]) / sum_k exp(beta . x[k])
 */
export interface MultinomialLogit extends LearnedModel {
  /** name of each parameter, shape [parameters] */
  readonly names: readonly string[];
  /** beta: utility a unit of the attribute, shape [parameters] */
  readonly estimates: Float64Array;
  /** of the estimates, shape [parameters, parameters] row-major */
  readonly covariance: Float64Array;
  readonly logLikelihood: number;
  /** choices it was fitted to */
  readonly choices: number;
  /**
   * Probability of every alternative of one choice.
   *
   * @param attributes  row-major [alternatives, parameters], any number of alternatives
   * @returns shape [alternatives]
   * @throws RangeError when the attributes are not whole rows of parameters
   */
  predictShares(attributes: Float64Array): Float64Array;
  /**
   * How the share of alternative j answers to an attribute (price) of alternative of:
   *   d ln P(j) / d ln x[of] = beta x[of] (1{j = of} - P(of))
   *
   * @param attributes  row-major [alternatives, parameters]; `attribute` in its own unit, not its logarithm
   * @returns row-major [alternatives j, alternatives of]
   * @throws RangeError when the attribute is none of the names
   */
  elasticities(attributes: Float64Array, attribute: string): Float64Array;
}

/**
 * Fits the multinomial (conditional) logit by maximum likelihood.
 *
 * @throws RangeError when there is no choice, parameters cannot be told apart or the maximum is not finite
 * @see McFadden (1974), "Conditional logit analysis of qualitative choice behavior"
 */
export function fitMultinomialLogit(data: ChoiceData): MultinomialLogit {
  if (data.choices < 1) throw new RangeError("fitMultinomialLogit: needs at least 1 choice, got none");
  const { estimates, logLikelihood } = fitConditionalLogit(data);
  return fromState({
    names: data.names,
    estimates,
    covariance: logitCovariance(data, estimates),
    logLikelihood,
    choices: data.choices,
  });
}

export function loadMultinomialLogit(state: ModelState): MultinomialLogit {
  return fromState(state as unknown as Fitted);
}

type Fitted = Pick<MultinomialLogit, "names" | "estimates" | "covariance" | "logLikelihood" | "choices">;

function fromState({ names, estimates, covariance, logLikelihood, choices }: Fitted): MultinomialLogit {
  const parameters = names.length;
  const predictShares = (attributes: Float64Array) => {
    const alternatives = attributes.length / parameters;
    if (!Number.isInteger(alternatives))
      throw new RangeError(`multinomial logit: needs rows of ${parameters} attributes, got ${attributes.length}`);
    const shares = new Float64Array(alternatives);
    choiceProbabilities({ attributes, alternatives }, 0, estimates, shares);
    return shares;
  };

  return {
    names,
    estimates,
    covariance,
    logLikelihood,
    choices,
    predictShares,
    elasticities(attributes, attribute) {
      const k = names.indexOf(attribute);
      if (k < 0) throw new RangeError(`multinomial logit: needs one of ${names.join(", ")}, got ${attribute}`);
      const shares = predictShares(attributes);
      const alternatives = shares.length;
      const answer = new Float64Array(alternatives * alternatives);
      for (let j = 0; j < alternatives; j++)
        for (let of = 0; of < alternatives; of++)
          answer[j * alternatives + of] =
            estimates[k] * attributes[of * parameters + k] * ((j === of ? 1 : 0) - shares[of]);
      return answer;
    },
    save: () => ({
      names: [...names],
      estimates: estimates.slice(),
      covariance: covariance.slice(),
      logLikelihood,
      choices,
    }),
    explain: () => explanation({ names, estimates, covariance, logLikelihood, choices }),
  };
}

/** Parameters by how far they stand from 0 in standard errors. */
function explanation({ names, estimates, covariance, logLikelihood, choices }: Fitted): Explanation {
  const error = (k: number) => Math.sqrt(covariance[k * names.length + k]);
  const order = names
    .map((_, k) => k)
    .sort((a, b) => Math.abs(estimates[b] / error(b)) - Math.abs(estimates[a] / error(a)));
  return {
    summary: `A choice among alternatives by ${names.join(", ")}: log-likelihood ${logLikelihood.toFixed(2)} over ${choices} choices.`,
    findings: order.map((k) => ({
      name: names[k],
      value: estimates[k],
      unit: "utility a unit",
      low: estimates[k] - 1.959964 * error(k),
      high: estimates[k] + 1.959964 * error(k),
    })),
  };
}
