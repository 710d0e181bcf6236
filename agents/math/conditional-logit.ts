import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { exp, log } from "../../sim/math/elementary.js";

/** Choices of one among the same alternatives, again and again. */
export interface ChoiceData {
  /** name of each parameter, shape [parameters] */
  readonly names: readonly string[];
  readonly choices: number;
  readonly alternatives: number;
  /** what each parameter weighs, row-major [choices, alternatives, parameters] */
  readonly attributes: Float64Array;
  /** alternative taken, shape [choices] */
  readonly chosen: Int32Array;
}

export interface LogitOptions {
  /** how much each choice counts, shape [choices]; default 1 */
  readonly weights?: Float64Array;
  /** where to begin, shape [parameters]; default 0 */
  readonly start?: Float64Array;
  /** strength of a pull to 0, 1/2 ridge sum beta^2 taken off the log-likelihood; default 0: none */
  readonly ridge?: number;
  /** Newton steps at most; default: on to the maximum */
  readonly steps?: number;
}

export interface LogitFit {
  /** shape [parameters], utility a unit of the attribute */
  readonly estimates: Float64Array;
  /** weighted, without the ridge */
  readonly logLikelihood: number;
  /** of every choice, unweighted, shape [choices] */
  readonly choiceLogLikelihood: Float64Array;
}

/** Newton has arrived when it expects to gain less than this part of the log-likelihood. */
const CONVERGED = 1e-12;
/** A fall of the log-likelihood by less than this part of it is rounding: the last step, whose gain it hides, is taken. */
const ROUNDING = 1e-14;
/** An attribute with less than this part of its own (its standard deviation given the others) is theirs in disguise. */
const SINGULAR = 1e-6;
/** Information on a coefficient that is left of what there is at 0, below which there is no maximum. */
const EXHAUSTED = 1e-8;
/** Choices that count less than this are left out of derivatives. */
const NEGLIGIBLE = 1e-9;

/**
 * Conditional logit by maximum likelihood:  P(j) = exp(beta . x[j]) / sum_k exp(beta . x[k])
 *
 * Newton's method with analytic gradient sum w (x[chosen] - mean x) and information sum w cov(x), steps halved until the
 * log-likelihood, which is concave, rises.
 *
 * @throws RangeError when parameters cannot be told apart or the maximum is not finite (a choice foretold without fail)
 * @see McFadden (1974), "Conditional logit analysis of qualitative choice behavior"
 */
export function fitConditionalLogit(data: ChoiceData, options: LogitOptions = {}): LogitFit {
  const { ridge = 0, steps } = options;
  const weights = options.weights ?? everyChoiceOnce(data);
  let beta: Float64Array = options.start?.slice() ?? new Float64Array(data.names.length);
  let likelihood = likelihoodAt(data, beta, weights, ridge);
  for (let step = 0; step < (steps ?? 100); step++) {
    const { gradient, information } = derivativesAt(data, beta, weights, ridge);
    const move = solve(information, Matrix.columnVector(gradient), data.names).to1DArray();
    const gain = move.reduce((sum, part, k) => sum + part * gradient[k], 0) / 2;
    const from = beta;
    let size = 1;
    let next = likelihood;
    for (let halving = 0; halving < 40; halving++, size /= 2) {
      beta = from.map((value, k) => value + size * move[k]);
      next = likelihoodAt(data, beta, weights, ridge);
      if (next.objective >= likelihood.objective - ROUNDING * Math.abs(likelihood.objective)) break;
    }
    likelihood = next;
    if (gain < CONVERGED * (1 + Math.abs(likelihood.objective))) break;
  }
  if (steps === undefined) refuseForetold(data, beta, weights, ridge);
  return { estimates: beta, ...likelihood };
}

/** An attribute that foretells choices without fail has no finite coefficient: on the way there its information dies out. */
function refuseForetold(data: ChoiceData, beta: Float64Array, weights: Float64Array, ridge: number): void {
  const before = derivativesAt(data, new Float64Array(beta.length), weights, ridge).information;
  const after = derivativesAt(data, beta, weights, ridge).information;
  data.names.forEach((name, k) => {
    const diagonal = k * beta.length + k;
    if (after[diagonal] < EXHAUSTED * before[diagonal])
      throw new RangeError(`conditional logit: ${name} foretells choices without fail and has no finite coefficient`);
  });
}

/** The inverse information, row-major [parameters, parameters], every choice counting once. */
export function logitCovariance(data: ChoiceData, estimates: Float64Array): Float64Array {
  const { information } = derivativesAt(data, estimates, everyChoiceOnce(data), 0);
  return Float64Array.from(solve(information, Matrix.eye(estimates.length), data.names).to1DArray());
}

/** Square roots of the inverse information's diagonal, shape [parameters], every choice counting once. */
export function standardErrors(data: ChoiceData, estimates: Float64Array): Float64Array {
  const covariance = logitCovariance(data, estimates);
  return estimates.map((_, k) => Math.sqrt(covariance[k * estimates.length + k]));
}

const everyChoiceOnce = ({ choices }: ChoiceData) => new Float64Array(choices).fill(1);

function likelihoodAt(data: ChoiceData, beta: Float64Array, weights: Float64Array, ridge: number) {
  const probability = new Float64Array(data.alternatives);
  const choiceLogLikelihood = new Float64Array(data.choices);
  let logLikelihood = 0;
  for (let n = 0; n < data.choices; n++) {
    choiceLogLikelihood[n] = utility(data, n, data.chosen[n], beta) - choiceProbabilities(data, n, beta, probability);
    logLikelihood += weights[n] * choiceLogLikelihood[n];
  }
  let squares = 0;
  for (let k = 0; k < beta.length; k++) squares += beta[k] * beta[k];
  return { objective: logLikelihood - 0.5 * ridge * squares, logLikelihood, choiceLogLikelihood };
}

/** Gradient and information, which is minus the second derivatives, row-major [parameters, parameters]. */
function derivativesAt(data: ChoiceData, beta: Float64Array, weights: Float64Array, ridge: number) {
  const { choices, alternatives, attributes: x, chosen } = data;
  const parameters = beta.length;
  const gradient = new Float64Array(parameters);
  const information = new Float64Array(parameters * parameters);
  const probability = new Float64Array(alternatives);
  const centre = new Float64Array(parameters);
  const away = new Float64Array(parameters);
  for (let n = 0; n < choices; n++) {
    const first = n * alternatives * parameters;
    const weight = weights[n];
    if (weight < NEGLIGIBLE) continue;
    choiceProbabilities(data, n, beta, probability);
    centre.fill(0);
    for (let j = 0; j < alternatives; j++)
      for (let k = 0; k < parameters; k++) centre[k] += probability[j] * x[first + j * parameters + k];
    for (let k = 0; k < parameters; k++) gradient[k] += weight * (x[first + chosen[n] * parameters + k] - centre[k]);
    for (let j = 0; j < alternatives; j++) {
      for (let k = 0; k < parameters; k++) away[k] = x[first + j * parameters + k] - centre[k];
      for (let k = 0; k < parameters; k++) {
        const part = weight * probability[j] * away[k];
        for (let l = 0; l <= k; l++) information[k * parameters + l] += part * away[l];
      }
    }
  }
  for (let k = 0; k < parameters; k++) {
    gradient[k] -= ridge * beta[k];
    information[k * parameters + k] += ridge;
    for (let l = 0; l < k; l++) information[l * parameters + k] = information[k * parameters + l];
  }
  return { gradient, information };
}

/**
 * Probability of every alternative of choice n.
 *
 * @param out  shape [alternatives], overwritten
 * @returns the log-sum, ln sum_j exp(beta . x[j])
 */
export function choiceProbabilities(
  data: Pick<ChoiceData, "attributes" | "alternatives">,
  n: number,
  beta: Float64Array,
  out: Float64Array,
): number {
  const { alternatives } = data;
  let highest = Number.NEGATIVE_INFINITY;
  for (let j = 0; j < alternatives; j++) {
    out[j] = utility(data, n, j, beta);
    if (out[j] > highest) highest = out[j];
  }
  let sum = 0;
  for (let j = 0; j < alternatives; j++) {
    out[j] = exp(out[j] - highest);
    sum += out[j];
  }
  for (let j = 0; j < alternatives; j++) out[j] /= sum;
  return highest + log(sum);
}

/** beta . x[j] of choice n */
function utility(
  { attributes, alternatives }: Pick<ChoiceData, "attributes" | "alternatives">,
  n: number,
  j: number,
  beta: Float64Array,
): number {
  const first = (n * alternatives + j) * beta.length;
  let sum = 0;
  for (let k = 0; k < beta.length; k++) sum += beta[k] * attributes[first + k];
  return sum;
}

/** information^-1 right, through the information scaled to a unit diagonal, so that no attribute's unit matters. */
function solve(information: Float64Array, right: Matrix, names: readonly string[]): Matrix {
  const size = names.length;
  const scale = names.map((name, k) => {
    const diagonal = information[k * size + k];
    if (!(diagonal > 0)) throw new RangeError(`conditional logit: ${name} does not vary between alternatives`);
    return 1 / Math.sqrt(diagonal);
  });
  const scaled = Matrix.zeros(size, size);
  for (let k = 0; k < size; k++)
    for (let l = 0; l < size; l++) scaled.set(k, l, information[k * size + l] * (scale[k] * scale[l]));
  const cholesky = new CholeskyDecomposition(scaled);
  const factor = cholesky.lowerTriangularMatrix;
  for (let k = 0; k < size; k++)
    if (!(factor.get(k, k) > SINGULAR))
      throw new RangeError(`conditional logit: ${names[k]} cannot be told from ${names.slice(0, k).join(", ")}`);
  return cholesky.solve(right.clone().mulColumnVector(scale)).mulColumnVector(scale);
}
