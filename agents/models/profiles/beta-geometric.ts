import { exp, log, pow } from "../../../sim/math/elementary.js";
import { hypergeometric } from "../../math/hypergeometric.js";
import { maximise } from "../../math/maximise.js";
import type { LearnedModel, ModelState } from "../model.js";
import type { PurchaseHistories } from "./purchase-histories.js";

/** BG/NBD with its four figures and what they say about a shopper. */
export interface BetaGeometricModel extends LearnedModel {
  /** shape and rate of the gamma law of purchase rates: mean r / alpha purchases a unit of time */
  readonly r: number;
  readonly alpha: number;
  /** of the beta law of the chance to leave after a purchase: mean a / (a + b) */
  readonly a: number;
  readonly b: number;
  /** of r, alpha, a, b; Infinity where the histories do not tell it */
  readonly standardErrors: readonly [number, number, number, number];
  readonly logLikelihood: number;
  /** shoppers it was fitted on */
  readonly shoppers: number;
  /** chance that a shopper has not left for good; 1 without a repeat, as nobody leaves but after a repeat purchase */
  predictAlive(repeats: number, last: number, observed: number): number;
  /** purchases expected of her within the time `ahead` from the end of the log */
  predictPurchases(repeats: number, last: number, observed: number, ahead: number): number;
  /** repeat purchases expected of a shopper within the time after her first purchase */
  predictOfNew(time: number): number;
}

/**
 * BG/NBD by maximum likelihood: while alive a shopper buys at a Poisson rate, rates being Gamma(r, alpha) over shoppers; after
 * each repeat purchase she leaves for good with a chance that is Beta(a, b) over shoppers. With x repeats, the last at t, in
 * the time T:
 *
 *   L = Gamma(r+x) alpha^r / Gamma(r)  B(a, b+x) / B(a, b)  { (alpha+T)^-(r+x) + 1{x > 0} a / (b+x-1) (alpha+t)^-(r+x) }
 *
 * Maximised over the logarithms of the four; standard errors by the delta method from the curvature there. Shoppers of
 * equal history are reckoned once.
 *
 * @param unit  of the histories' time, for a reader: "week"
 * @throws RangeError when a history is impossible, or nobody has bought again, so that nothing can be told
 * @see Fader, Hardie and Lee (2005), "Counting your customers" the easy way, Marketing Science 24(2), equations 6, 7 and 10
 */
export function fitBetaGeometric(histories: PurchaseHistories, unit = "unit of time"): BetaGeometricModel {
  const cells = countEqual(histories);
  const { count, repeats, last, observed } = cells;
  const shoppers = histories.repeats.length;
  let meanRepeats = 0;
  let meanTime = 0;
  let mostRepeats = 0;
  for (let c = 0; c < count.length; c++) {
    meanRepeats += (count[c] * repeats[c]) / shoppers;
    meanTime += (count[c] * observed[c]) / shoppers;
    mostRepeats = Math.max(mostRepeats, repeats[c]);
  }
  if (mostRepeats === 0) throw new RangeError("fitBetaGeometric: needs shoppers who buy again, got none");

  /** by repeats x: the sums over j < x of ln(r + j) and ln((b + j) / (a + b + j)), and their slopes */
  const risen = new Float64Array(mostRepeats + 1);
  const risenByR = new Float64Array(mostRepeats + 1);
  const stayed = new Float64Array(mostRepeats + 1);
  const stayedByA = new Float64Array(mostRepeats + 1);
  const stayedByB = new Float64Array(mostRepeats + 1);

  function logLikelihood(logs: Float64Array, gradient: Float64Array): number {
    const [r, alpha, a, b] = logs.map(exp);
    for (let x = 0; x < mostRepeats; x++) {
      risen[x + 1] = risen[x] + log(r + x);
      risenByR[x + 1] = risenByR[x] + 1 / (r + x);
      stayed[x + 1] = stayed[x] + log((b + x) / (a + b + x));
      stayedByA[x + 1] = stayedByA[x] - 1 / (a + b + x);
      stayedByB[x + 1] = stayedByB[x] + 1 / (b + x) - 1 / (a + b + x);
    }
    let sum = 0;
    gradient.fill(0);
    for (let c = 0; c < count.length; c++) {
      const x = repeats[c];
      const logTime = log(alpha + observed[c]);
      let byR = log(alpha) - logTime;
      let byAlpha = r / alpha - (r + x) / (alpha + observed[c]);
      let byA = stayedByA[x];
      let byB = stayedByB[x];
      let value = risen[x] + stayed[x] + r * log(alpha) - (r + x) * logTime;
      if (x > 0) {
        // the odds that she left right after her last purchase, against being still there
        const logLast = log(alpha + last[c]);
        const logOdds = log(a / (b + x - 1)) + (r + x) * (logTime - logLast);
        const left = 1 / (1 + exp(-logOdds));
        value += logOdds > 0 ? logOdds + log(1 + exp(-logOdds)) : log(1 + exp(logOdds));
        byR += left * (logTime - logLast);
        byAlpha += left * (r + x) * (1 / (alpha + observed[c]) - 1 / (alpha + last[c]));
        byA += left / a;
        byB -= left / (b + x - 1);
      }
      sum += count[c] * value;
      gradient[0] += count[c] * (byR + risenByR[x]) * r;
      gradient[1] += count[c] * byAlpha * alpha;
      gradient[2] += count[c] * byA * a;
      gradient[3] += count[c] * byB * b;
    }
    return sum;
  }

  // rates about as spread as an exponential's, and one in four leaves: the search does not depend on it
  const start = Float64Array.of(1, meanTime / meanRepeats, 1, 3).map(log);
  const { point, value, covariance } = maximise(logLikelihood, start);
  const figures = point.map(exp);
  return modelOf({
    figures,
    standardErrors: figures.map((figure, i) => figure * Math.sqrt(covariance[i * 5])),
    logLikelihood: value,
    shoppers,
    unit,
  });
}

/** @throws RangeError when the state is not one of `save` */
export function loadBetaGeometric(state: ModelState): BetaGeometricModel {
  const { figures, standardErrors, logLikelihood, shoppers, unit } = state as unknown as Fit;
  if (figures?.length !== 4) throw new RangeError("loadBetaGeometric: needs the state of a BG/NBD model");
  return modelOf({ figures, standardErrors, logLikelihood, shoppers, unit });
}

interface Fit {
  /** r, alpha, a, b */
  readonly figures: Float64Array;
  readonly standardErrors: Float64Array;
  readonly logLikelihood: number;
  readonly shoppers: number;
  readonly unit: string;
}

function modelOf(fit: Fit): BetaGeometricModel {
  const { figures, standardErrors, logLikelihood, shoppers, unit } = fit;
  const [r, alpha, a, b] = figures;
  const [errorR, errorAlpha, errorA, errorB] = standardErrors;

  function predictAlive(repeats: number, last: number, observed: number): number {
    refuseImpossible(repeats, last, observed);
    if (repeats === 0) return 1;
    return 1 / (1 + (a / (b + repeats - 1)) * pow((alpha + observed) / (alpha + last), r + repeats));
  }

  function predictPurchases(repeats: number, last: number, observed: number, ahead: number): number {
    if (!(ahead >= 0)) throw new RangeError(`predictPurchases: needs a time of 0 or more, got ${ahead}`);
    if (ahead === 0) return 0;
    const share = ahead / (alpha + observed + ahead);
    return predictAlive(repeats, last, observed) * whileAlive(r, a, b, repeats, share);
  }

  return {
    r,
    alpha,
    a,
    b,
    standardErrors: [errorR, errorAlpha, errorA, errorB],
    logLikelihood,
    shoppers,
    predictAlive,
    predictPurchases,
    predictOfNew: (time) => predictPurchases(0, 0, 0, time),
    save: () => ({ ...fit }),
    explain() {
      const figure = (name: string, value: number, what: string, error: number) => ({
        name,
        value,
        unit: what,
        low: Math.max(0, value - 1.96 * error),
        high: value + 1.96 * error,
      });
      return {
        summary:
          `shoppers buy again ${(r / alpha).toFixed(3)} times a ${unit} while they are customers, ` +
          `and ${(100 * (a / (a + b))).toFixed(1)}% leave after a purchase`,
        findings: [
          figure("r", r, "shape of the purchase rates", errorR),
          figure("alpha", alpha, "rate of the purchase rates, time", errorAlpha),
          figure("a", a, "leavers' part of the beta law", errorA),
          figure("b", b, "stayers' part of the beta law", errorB),
        ],
      };
    },
  };
}

/**
 * Purchases expected of a shopper who is alive:  (a+b+x-1) / (a-1) [1 - (1-z)^(r+x) 2F1(r+x, b+x; a+b+x-1; z)],
 * z = ahead / (alpha + T + ahead), with Euler's transformation of the function, whose terms then fall fast however often she
 * bought:  (1-z)^(r+x) 2F1(r+x, b+x; a+b+x-1; z) = (1-z)^(a-1) 2F1(a+b-1-r, a-1; a+b+x-1; z)
 *
 * At a = 1, where it is 0 / 0, the mean of its two sides.
 */
function whileAlive(r: number, a: number, b: number, x: number, z: number): number {
  if (Math.abs(a - 1) < AROUND_ONE)
    return (whileAlive(r, 1 - 2 * AROUND_ONE, b, x, z) + whileAlive(r, 1 + 2 * AROUND_ONE, b, x, z)) / 2;
  const c = a + b + x - 1;
  if (Math.abs(c) < AT_ZERO) return whileAlive(r, a, b + 2 * AT_ZERO, x, z);
  return (c / (a - 1)) * (1 - pow(1 - z, a - 1) * hypergeometric(c - x - r, a - 1, c, z));
}
const AROUND_ONE = 1e-5;
/** c is 0 where a + b = 1 and there is no repeat: the formula is continuous there, its terms are not */
const AT_ZERO = 1e-10;

function refuseImpossible(repeats: number, last: number, observed: number): void {
  const possible =
    Number.isInteger(repeats) &&
    repeats >= 0 &&
    last >= 0 &&
    observed >= last &&
    observed < Infinity &&
    last > 0 === repeats > 0;
  if (!possible)
    throw new RangeError(
      `beta-geometric: no history has ${repeats} repeats, the last at ${last}, observed for ${observed}`,
    );
}

/** The different histories and how many shoppers have each. */
function countEqual({ repeats, last, observed }: PurchaseHistories) {
  const shoppers = repeats.length;
  if (last.length !== shoppers || observed.length !== shoppers)
    throw new RangeError(`beta-geometric: ${shoppers} repeats, ${last.length} last, ${observed.length} observed`);
  for (let i = 0; i < shoppers; i++) refuseImpossible(repeats[i], last[i], observed[i]);
  const order = Int32Array.from({ length: shoppers }, (_, i) => i);
  const apart = (i: number, j: number) => repeats[i] - repeats[j] || last[i] - last[j] || observed[i] - observed[j];
  order.sort(apart);
  const firsts: number[] = [];
  const count: number[] = [];
  order.forEach((i, n) => {
    if (n > 0 && apart(i, order[n - 1]) === 0) count[count.length - 1] += 1;
    else {
      firsts.push(i);
      count.push(1);
    }
  });
  const taken = (column: ArrayLike<number>) => Float64Array.from(firsts, (i) => column[i]);
  return {
    count: Float64Array.from(count),
    repeats: taken(repeats),
    last: taken(last),
    observed: taken(observed),
  };
}
