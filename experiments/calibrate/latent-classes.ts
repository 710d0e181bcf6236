import { type ChoiceData, fitConditionalLogit } from "../../agents/math/conditional-logit.js";
import { createRng } from "../../agents/math/rng.js";

export interface LatentClasses {
  /** part of the households, shape [classes] */
  readonly shares: Float64Array;
  /** shape [classes][parameters] */
  readonly estimates: readonly Float64Array[];
  /** choices a household of the class made, shape [classes] */
  readonly choicesEach: Float64Array;
  /** probability that a household, in the order of their first choices, is of a class; row-major [classes, households] */
  readonly membership: Float64Array;
  readonly logLikelihood: number;
  /** -2 logLikelihood + free parameters x ln households; the smaller, the better */
  readonly bic: number;
}

/** Starts tried for a few rounds each; the best of them goes on to the end. */
const STARTS = 6;
const FIRST_ROUNDS = 20;
const ROUNDS = 500;
/** Rounds that gain less than this part of the log-likelihood are the last. */
const CONVERGED = 1e-9;
/** Keeps the appeal of an alternative that a class never takes finite; a choice carries up to 1/4 of information. */
const RIDGE = 0.01;

/**
 * Households as a mixture of classes that each choose by a logit of their own:
 *   L = prod_h sum_c share[c] prod_n P_c(choice n of household h)
 * by EM from seeded random starts: weights of households given estimates, then a Newton step of every class given weights.
 *
 * @param household  of each choice
 * @throws RangeError where the logit itself cannot be fitted
 * @see Kamakura & Russell (1989), "A probabilistic choice model for market segmentation and elasticity structure"
 */
export function fitLatentClasses(data: ChoiceData, household: readonly string[], classes: number): LatentClasses {
  const names = [...new Set(household)];
  const index = new Map(names.map((name, h) => [name, h]));
  const mixture: Mixture = {
    data,
    classes,
    households: names.length,
    ofChoice: Int32Array.from(household, (name) => index.get(name)!),
  };
  const starts = Array.from({ length: classes === 1 ? 1 : STARTS }, (_, start) =>
    climb(mixture, randomStart(mixture, `latent classes/${classes}/${start}`), FIRST_ROUNDS),
  );
  const best = starts.reduce((a, b) => (b.logLikelihood > a.logLikelihood ? b : a));
  const { membership, shares, estimates, logLikelihood } = climb(mixture, best, ROUNDS);
  const free = classes * data.names.length + classes - 1;
  return {
    shares,
    estimates,
    choicesEach: choicesPerMember(mixture, membership),
    membership,
    logLikelihood,
    bic: -2 * logLikelihood + free * Math.log(names.length),
  };
}

interface Mixture {
  readonly data: ChoiceData;
  readonly classes: number;
  readonly households: number;
  /** household of each choice, shape [choices] */
  readonly ofChoice: Int32Array;
}

interface Position {
  /** probability that a household is of a class, row-major [classes, households] */
  readonly membership: Float64Array;
  readonly shares: Float64Array;
  readonly estimates: readonly Float64Array[];
  readonly logLikelihood: number;
}

function climb({ data, classes, households, ofChoice }: Mixture, from: Position, rounds: number): Position {
  const membership = from.membership.slice();
  const shares = from.shares.slice();
  const estimates = [...from.estimates];
  const weights = new Float64Array(data.choices);
  const logJoint = new Float64Array(classes * households);
  let { logLikelihood } = from;
  for (let round = 0; round < rounds; round++) {
    for (let c = 0; c < classes; c++) {
      const members = membership.subarray(c * households, (c + 1) * households);
      const joint = logJoint.subarray(c * households, (c + 1) * households);
      shares[c] = members.reduce((sum, part) => sum + part, 0) / households;
      for (let n = 0; n < data.choices; n++) weights[n] = members[ofChoice[n]];
      const fit = fitConditionalLogit(data, { weights, start: estimates[c], ridge: RIDGE, steps: 1 });
      estimates[c] = fit.estimates;
      joint.fill(Math.log(Math.max(shares[c], Number.MIN_VALUE)));
      for (let n = 0; n < data.choices; n++) joint[ofChoice[n]] += fit.choiceLogLikelihood[n];
    }
    const before = logLikelihood;
    logLikelihood = toMembership(logJoint, classes, households, membership);
    if (logLikelihood - before < CONVERGED * Math.abs(logLikelihood)) break;
  }
  return { membership, shares, estimates, logLikelihood };
}

/** Bayes' rule by household: membership from log share + log likelihood; gives the log-likelihood of all. */
function toMembership(joint: Float64Array, classes: number, households: number, membership: Float64Array): number {
  let total = 0;
  for (let h = 0; h < households; h++) {
    let highest = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < classes; c++) highest = Math.max(highest, joint[c * households + h]);
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += Math.exp(joint[c * households + h] - highest);
    for (let c = 0; c < classes; c++)
      membership[c * households + h] = Math.exp(joint[c * households + h] - highest) / sum;
    total += highest + Math.log(sum);
  }
  return total;
}

/** Every household mostly in one class, a little in the others. */
function randomStart({ data, classes, households }: Mixture, seed: string): Position {
  const rng = createRng(seed);
  const membership = new Float64Array(classes * households).fill(0.1 / classes);
  for (let h = 0; h < households; h++) membership[rng.int(classes) * households + h] += 0.9;
  return {
    membership,
    shares: new Float64Array(classes),
    estimates: Array.from({ length: classes }, () => new Float64Array(data.names.length)),
    logLikelihood: Number.NEGATIVE_INFINITY,
  };
}

function choicesPerMember({ classes, households, ofChoice }: Mixture, membership: Float64Array): Float64Array {
  return Float64Array.from({ length: classes }, (_, c) => {
    const members = membership.subarray(c * households, (c + 1) * households);
    const choices = ofChoice.reduce((sum, h) => sum + members[h], 0);
    return choices / members.reduce((sum, part) => sum + part, 0);
  });
}
