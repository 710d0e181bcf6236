import { exp, log } from "../../../sim/math/elementary.js";
import type { LearnedModel, ModelState } from "../model.js";
import { type ByShopper, type Purchases, spanOf } from "./purchases.js";

/** How strongly each shopper's purchases gather on days when they are cheap, or promoted. */
export interface PriceResponseModel extends LearnedModel {
  readonly of: "price" | "promotion";
  /** of the responses over shoppers */
  readonly mean: number;
  readonly deviation: number;
  /**
   * Of each shopper, posterior mean, shape [shoppers]. To "price": minus the elasticity of how often she buys a product; to
   * "promotion": the logarithm of how many times as often she buys it on a promoted day.
   */
  readonly response: Float64Array;
  /** posterior deviation, shape [shoppers] */
  readonly uncertainty: Float64Array;
  /** lines of the products whose prices are known and vary, part of all lines */
  readonly used: number;
  /** what a shopper would be taken to be by lines on these products: places in `products`, and x on their days */
  predictResponse(products: ArrayLike<number>, x: ArrayLike<number>): number;
  /** products it was learned from, ascending */
  readonly products: Int32Array;
}

/**
 * Response to price by when she buys. A shopper's rate of buying product p goes with e^(beta x), x = -ln price (or 1 on a
 * promoted day), and with the traffic w of the shop, shoppers a day. Given that she buys, the day is then a choice among all:
 *
 *   P(day t) = w[t] e^(beta x[p,t]) / sum over days s of w[s] e^(beta x[p,s])
 *
 * which needs no knowledge of when she might have bought. beta is normal over shoppers, mean and deviation by EM on a grid (of
 * greatest likelihood); each shopper's beta is her posterior mean, so that with few purchases it stays near the population's.
 * What draws her to the shop itself is not in it: the traffic takes that out.
 *
 * A day's price of a product is the median of what its lines paid a unit; on days nobody bought it is taken at its usual price,
 * the median of its days. That is near the truth only where most days have lines, so products sold on fewer than half of the
 * log's days are left out, and so are those whose price never moves.
 *
 * @returns undefined where no product is left
 * @throws RangeError when the log has no products, or none has a discount while the response to promotion is asked for
 * @see Farrington (1995), Relative incidence estimation from case series, Biometrics 51, for the likelihood; Laird (1978) and
 *   Dempster, Laird and Rubin (1977), section 4.5, for the estimates of the population's law
 */
export function fitPriceResponse(
  purchases: Purchases,
  { start, row }: ByShopper,
  of: PriceResponseModel["of"],
): PriceResponseModel | undefined {
  const shelf = watchProducts(purchases, of);
  if (shelf === undefined) return undefined;
  const { place, x, logMean, products, used } = shelf;
  const shoppers = start.length - 1;
  /** of each shopper's lines on the grid, row-major [shoppers, GRID] */
  const likelihood = new Float64Array(shoppers * GRID.length);
  for (let i = 0; i < shoppers; i++) {
    for (let n = start[i]; n < start[i + 1]; n++)
      if (place[row[n]] >= 0) addLine(likelihood, i * GRID.length, x[row[n]], logMean, place[row[n]]);
    outOfLogarithms(likelihood, i * GRID.length);
  }
  const law = populationLaw(likelihood, shoppers);
  const response = new Float64Array(shoppers);
  const uncertainty = new Float64Array(shoppers);
  const prior = priorOf(law);
  for (let i = 0; i < shoppers; i++) {
    const { mean, deviation } = posterior(likelihood, i * GRID.length, prior);
    response[i] = mean;
    uncertainty[i] = deviation;
  }
  return modelOf({ of, ...law, response, uncertainty, products, logMean, used });
}

/** @throws RangeError when the state is not one of `save` */
export function loadPriceResponse(state: ModelState): PriceResponseModel {
  const fit = state as unknown as Fit;
  if (!(fit.logMean instanceof Float64Array) || fit.logMean.length !== fit.products.length * GRID.length)
    throw new RangeError("loadPriceResponse: needs the state of a price response");
  return modelOf(fit);
}

/** Responses that are weighed against each other; step 1/4. */
const GRID = Float64Array.from({ length: 101 }, (_, g) => -5 + g / 4);
/** Days with a line, as a part of all, below which too little is known of a product's prices. */
const KNOWN_DAYS = 0.5;
/** A price that moves less than this, as a deviation of its logarithm, tells nothing. */
const MOVES = 0.005;

interface Law {
  readonly mean: number;
  readonly deviation: number;
}

interface Fit extends Law {
  readonly of: PriceResponseModel["of"];
  readonly response: Float64Array;
  readonly uncertainty: Float64Array;
  readonly products: Int32Array;
  /** ln of the mean of e^(beta x) over a product's days, by traffic, row-major [products, GRID] */
  readonly logMean: Float64Array;
  readonly used: number;
}

function modelOf(fit: Fit): PriceResponseModel {
  const { of, mean, deviation, products, logMean } = fit;
  const unit = of === "price" ? "elasticity, minus" : "log of the rate ratio";
  return {
    ...fit,
    predictResponse(places, x) {
      const likelihood = new Float64Array(GRID.length);
      for (let n = 0; n < places.length; n++) {
        if (!(places[n] >= 0 && places[n] < products.length))
          throw new RangeError(`predictResponse: no product at place ${places[n]} of ${products.length}`);
        addLine(likelihood, 0, x[n], logMean, places[n]);
      }
      outOfLogarithms(likelihood, 0);
      return posterior(likelihood, 0, priorOf(fit)).mean;
    },
    save: () => ({ ...fit }),
    explain: () => ({
      summary:
        (of === "price"
          ? `how often a product is bought has the elasticity ${(-mean).toFixed(2)} on average, ${deviation.toFixed(2)} the deviation over shoppers`
          : `on a promoted day a product is bought ${exp(mean).toFixed(2)} times as often by the middle shopper`) +
        ` (told by ${(100 * fit.used).toFixed(1)}% of the lines)`,
      findings: [
        { name: `response to ${of}`, value: mean, unit, low: mean - 1.96 * deviation, high: mean + 1.96 * deviation },
        { name: "lines that tell it", value: fit.used, unit: "share of lines" },
      ],
    }),
  };
}

/** Adds a line's log-likelihood. */
function addLine(likelihood: Float64Array, at: number, x: number, logMean: Float64Array, place: number): void {
  for (let g = 0; g < GRID.length; g++) likelihood[at + g] += GRID[g] * x - logMean[place * GRID.length + g];
}

/** From logarithms of likelihoods to parts of the largest. */
function outOfLogarithms(likelihood: Float64Array, at: number): void {
  let highest = Number.NEGATIVE_INFINITY;
  for (let g = 0; g < GRID.length; g++) highest = Math.max(highest, likelihood[at + g]);
  for (let g = 0; g < GRID.length; g++) likelihood[at + g] = exp(likelihood[at + g] - highest);
}

/** Mean and deviation of the normal law of greatest likelihood, by EM. */
function populationLaw(likelihood: Float64Array, shoppers: number): Law {
  let law: Law = { mean: 2, deviation: 2 };
  for (let step = 0; step < 500; step++) {
    const prior = priorOf(law);
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < shoppers; i++) {
      const { mean, deviation } = posterior(likelihood, i * GRID.length, prior);
      sum += mean;
      squares += deviation * deviation + mean * mean;
    }
    const mean = sum / shoppers;
    // no narrower than the grid can tell
    const deviation = Math.max(0.25, Math.sqrt(Math.max(0, squares / shoppers - mean * mean)));
    const moved = Math.abs(mean - law.mean) + Math.abs(deviation - law.deviation);
    law = { mean, deviation };
    if (moved < 1e-4) break;
  }
  return law;
}

/** Weights of the grid before a line is seen, in proportion. */
function priorOf({ mean, deviation }: Law): Float64Array {
  return GRID.map((beta) => exp((-0.5 * (beta - mean) * (beta - mean)) / (deviation * deviation)));
}

function posterior(likelihood: Float64Array, at: number, prior: Float64Array): Law {
  let mass = 0;
  let sum = 0;
  let squares = 0;
  for (let g = 0; g < GRID.length; g++) {
    const weight = likelihood[at + g] * prior[g];
    mass += weight;
    sum += weight * GRID[g];
    squares += weight * GRID[g] * GRID[g];
  }
  const centre = sum / mass;
  return { mean: centre, deviation: Math.sqrt(Math.max(0, squares / mass - centre * centre)) };
}

/** Of each line its product's place among those that tell something (-1: none) and x on its day. */
function watchProducts(purchases: Purchases, of: PriceResponseModel["of"]) {
  const { rows, product, paid, units, discount, day } = purchases;
  if (product === undefined) throw new RangeError("fitPriceResponse: needs a log with products");
  if (of === "promotion" && discount === undefined)
    throw new RangeError("fitPriceResponse: needs a log with discounts to tell promoted days");
  const { first, last } = spanOf(purchases);
  const days = last - first + 1;
  const dayOf = (line: number) => Math.floor(day[line]) - first;
  const traffic = trafficOf(purchases, first, days);
  const order = Int32Array.from({ length: rows }, (_, line) => line);
  order.sort((a, b) => product[a] - product[b] || day[a] - day[b]);
  const place = new Int32Array(rows).fill(-1);
  const x = new Float64Array(rows);
  const products: number[] = [];
  const logMean: number[] = [];
  const onDay = new Float64Array(days);
  let usedLines = 0;
  for (let from = 0, to = 0; from < rows; from = to) {
    while (to < rows && product[order[to]] === product[order[from]]) to += 1;
    onDay.fill(Number.NaN);
    const known: number[] = [];
    for (let a = from, b = from; a < to; a = b) {
      while (b < to && dayOf(order[b]) === dayOf(order[a])) b += 1;
      const lines = order.subarray(a, b);
      const value =
        of === "price"
          ? -log(median(Float64Array.from(lines, (line) => paid[line] / (units?.[line] ?? 1))))
          : median(Float64Array.from(lines, (line) => (discount![line] > 0 ? 1 : 0)));
      if (!Number.isFinite(value)) continue;
      onDay[dayOf(order[a])] = value;
      known.push(value);
    }
    if (known.length < KNOWN_DAYS * days) continue;
    const usual = median(Float64Array.from(known));
    for (let t = 0; t < days; t++) if (Number.isNaN(onDay[t])) onDay[t] = usual;
    if (!varies(onDay)) continue;
    for (let n = from; n < to; n++) {
      const line = order[n];
      // about the usual price: shifts cancel in the likelihood, and small numbers keep their digits
      x[line] = onDay[dayOf(line)] - usual;
      place[line] = products.length;
    }
    usedLines += to - from;
    products.push(product[order[from]]);
    for (const beta of GRID) logMean.push(logMeanOf(onDay, usual, traffic, beta));
  }
  if (products.length === 0) return undefined;
  return {
    place,
    x,
    products: Int32Array.from(products),
    logMean: Float64Array.from(logMean),
    used: usedLines / rows,
  };
}

/** Shoppers who bought anything, by day. */
function trafficOf({ rows, shopper, day }: Purchases, first: number, days: number): Float64Array {
  const seen = new Set<number>();
  const traffic = new Float64Array(days);
  for (let line = 0; line < rows; line++) {
    const t = Math.floor(day[line]) - first;
    const key = shopper[line] * days + t;
    if (seen.has(key)) continue;
    seen.add(key);
    traffic[t] += 1;
  }
  return traffic;
}

function logMeanOf(onDay: Float64Array, usual: number, traffic: Float64Array, beta: number): number {
  let sum = 0;
  let mass = 0;
  for (let t = 0; t < onDay.length; t++) {
    sum += traffic[t] * exp(beta * (onDay[t] - usual));
    mass += traffic[t];
  }
  return log(sum / mass);
}

function varies(values: Float64Array): boolean {
  let mean = 0;
  for (const value of values) mean += value / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) * (value - mean);
  return squares > MOVES * MOVES * values.length;
}

/** Sorts in place. */
function median(values: Float64Array): number {
  values.sort();
  const half = values.length >> 1;
  return values.length % 2 === 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}
