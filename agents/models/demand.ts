import type { MarketBrief, PlanningLog } from "../../envs/types.js";
import { exp, log } from "../../sim/math/elementary.js";
import { quasiPoisson } from "../math/quasi-poisson.js";

/** Part of the promotion memory that is there a day later: half of it after ten days. */
export const MEMORY_KEEP = 0.933;

/** Where an effect on a product's demand stands among its coefficients; campaigns, then weekdays from Monday, follow. */
export const EFFECT = { level: 0, own: 1, badge: 2, cross: 3, crossBadge: 4, ownMemory: 5, crossMemory: 6 } as const;
const FIRST_CAMPAIGN = 7;

/**
 * Demand by product, log-linear in what a retailer sees:
 *
 *   ln E[units] = level + own x + badge 1{d > 0} + cross X + crossBadge B + ownMemory m + crossMemory M
 *                 + campaign[c] + weekday[w]
 *
 * with d the depth, x = -ln(1 - d), m the memory of past offers m <- keep m + (1 - keep) x (so a lasting offer has m = x),
 * and X, B, M the sums of x, 1{d > 0} and m over the other products of the category, each weighed by its share of the
 * category's units.
 */
export interface DemandModel {
  /** by product: coefficients in the order of EFFECT, shape [effects] */
  readonly coefficients: readonly Float64Array[];
  /** by product: their covariance, shape [effects, effects] row-major */
  readonly covariance: readonly Float64Array[];
  /** by product: variance of a day's units over their mean, 1 or more */
  readonly dispersion: Float64Array;
  /** by product: days it was estimated from, those with a stock-out left out */
  readonly days: Int32Array;
  /** share of its category's units, shape [products] */
  readonly share: Float64Array;
  readonly categoryOf: Int32Array;
  readonly campaigns: number;
}

/** The world on one day as demand feels it. */
export interface DemandDay {
  /** share of the list price given away, shape [products] */
  readonly depth: Float64Array;
  /** memory of past offers this morning, shape [products] */
  readonly memory: Float64Array;
  /** index of the open campaign, -1 none */
  readonly campaign: number;
  /** 0 Monday */
  readonly weekday: number;
}

/**
 * Estimates the model from a planning log by quasi-Poisson regression with normal priors, in two stages: one set of
 * effects a category (with a level each product), then each product's own, drawn towards its category's. Few data
 * leave a product with its category's effects, and a category without promotions with the literature's elasticity.
 *
 * A product's prior is as wide as products of a category differ (PRIOR) and its category's effect is unknown, together.
 * Days on which the product ran out are left out: they tell the stock, not the demand.
 *
 * @throws RangeError when the log has no day
 * @see McCullagh and Nelder (1989), section 9.2; van Heerde, Leeflang and Wittink (2004) for effects by log-linear regression;
 *   Bijmolt, van Heerde and Pieters (2005) for the mean elasticity of -2.62
 */
export function estimateDemand(planningLog: PlanningLog, brief: MarketBrief): DemandModel {
  if (planningLog.days < 1) throw new RangeError("estimateDemand: the planning log has no day");
  const P = brief.products.length;
  const categoryOf = Int32Array.from(brief.products, (product) => product.category);
  const campaigns = brief.campaigns.length;
  const share = shares(planningLog, categoryOf, brief.categories.length);
  const sales = salesOf(planningLog, brief, { share, categoryOf, campaigns });
  const size = effectCount(campaigns);
  const coefficients: Float64Array[] = new Array(P);
  const covariance: Float64Array[] = new Array(P);
  const dispersion = new Float64Array(P);
  for (let k = 0; k < brief.categories.length; k++) {
    const members = brief.products.flatMap((product, p) => (product.category === k ? [p] : []));
    if (members.length === 0) continue;
    const together = pool(
      members.map((p) => sales[p]),
      size,
    );
    const levels = members.map((p) => usualLevel(sales[p]));
    const category = quasiPoisson(
      together.units,
      together.effects,
      Float64Array.from([...levels, ...prior("mean", campaigns).slice(1)]),
      Float64Array.from([...levels.map(() => LEVEL_DEVIATION), ...prior("category", campaigns).slice(1)]),
    );
    members.forEach((p, member) => {
      const at = (effect: number) => (effect === 0 ? member : members.length + effect - 1);
      const mean = Float64Array.from({ length: size }, (_, effect) => category.coefficients[at(effect)]);
      const deviation = prior("product", campaigns).map((apart, effect) => {
        const known = category.covariance[at(effect) * (members.length + size)];
        return Math.sqrt(apart * apart + known);
      });
      const own = quasiPoisson(sales[p].units, sales[p].effects, mean, deviation);
      coefficients[p] = own.coefficients;
      covariance[p] = own.covariance;
      dispersion[p] = own.dispersion;
    });
  }
  const days = Int32Array.from(sales, (product) => product.units.length);
  return { coefficients, covariance, dispersion, days, share, categoryOf, campaigns };
}

/** Mean units of every product on a day. @param out  shape [products], overwritten */
export function meanUnits(model: DemandModel, day: DemandDay, out: Float64Array): void {
  const effects = new Float64Array(effectCount(model.campaigns));
  for (let p = 0; p < out.length; p++) {
    describe(model, day, p, effects);
    out[p] = exp(dot(model.coefficients[p], effects));
  }
}

/** Standard error of `meanUnits`, by the delta method. @param out  shape [products], overwritten */
export function meanUnitsError(model: DemandModel, day: DemandDay, out: Float64Array): void {
  const effects = new Float64Array(effectCount(model.campaigns));
  for (let p = 0; p < out.length; p++) {
    describe(model, day, p, effects);
    const covariance = model.covariance[p];
    let variance = 0;
    for (let i = 0; i < effects.length; i++)
      for (let j = 0; j < effects.length; j++) variance += effects[i] * effects[j] * covariance[i * effects.length + j];
    out[p] = exp(dot(model.coefficients[p], effects)) * Math.sqrt(variance);
  }
}

/** The memory of the morning after. @param memory  shape [products], changed in place */
export function remember(memory: Float64Array, depth: Float64Array): void {
  for (let p = 0; p < memory.length; p++)
    memory[p] = MEMORY_KEEP * memory[p] + (1 - MEMORY_KEEP) * discountOf(depth[p]);
}

/** x = -ln(1 - d): how far the log price falls. */
export function discountOf(depth: number): number {
  return depth > 0 ? -log(1 - depth) : 0;
}

function describe(
  model: Pick<DemandModel, "share" | "categoryOf" | "campaigns">,
  day: DemandDay,
  p: number,
  out: Float64Array,
): void {
  const { share, categoryOf } = model;
  out.fill(0);
  out[EFFECT.level] = 1;
  out[EFFECT.own] = discountOf(day.depth[p]);
  out[EFFECT.badge] = day.depth[p] > 0 ? 1 : 0;
  out[EFFECT.ownMemory] = day.memory[p];
  for (let other = 0; other < share.length; other++) {
    if (other === p || categoryOf[other] !== categoryOf[p]) continue;
    out[EFFECT.cross] += share[other] * discountOf(day.depth[other]);
    if (day.depth[other] > 0) out[EFFECT.crossBadge] += share[other];
    out[EFFECT.crossMemory] += share[other] * day.memory[other];
  }
  if (day.campaign >= 0) out[FIRST_CAMPAIGN + day.campaign] = 1;
  out[FIRST_CAMPAIGN + model.campaigns + day.weekday] = 1;
}

/** Wide on the log scale: a level is told by the data alone, within a factor of e^5. */
const LEVEL_DEVIATION = 5;

/** Priors: mean and standard deviation of a category's effects, and deviation of a product's about its category's. */
const PRIOR = {
  level: { mean: 0, category: LEVEL_DEVIATION, product: LEVEL_DEVIATION },
  own: { mean: 2.62, category: 1.5, product: 0.7 },
  badge: { mean: 0, category: 0.5, product: 0.15 },
  cross: { mean: 0, category: 2, product: 0.5 },
  crossBadge: { mean: 0, category: 0.5, product: 0.15 },
  ownMemory: { mean: 0, category: 1.5, product: 0.3 },
  crossMemory: { mean: 0, category: 1.5, product: 0.3 },
  campaign: { mean: 0, category: 0.7, product: 0.1 },
  weekday: { mean: 0, category: 0.4, product: 0.05 },
};

function prior(figure: "mean" | "category" | "product", campaigns: number): Float64Array {
  const rows = [
    PRIOR.level,
    PRIOR.own,
    PRIOR.badge,
    PRIOR.cross,
    PRIOR.crossBadge,
    PRIOR.ownMemory,
    PRIOR.crossMemory,
    ...Array.from({ length: campaigns }, () => PRIOR.campaign),
    ...Array.from({ length: 7 }, () => PRIOR.weekday),
  ];
  return Float64Array.from(rows, (row) => row[figure]);
}

function shares(planningLog: PlanningLog, categoryOf: Int32Array, categories: number): Float64Array {
  const P = categoryOf.length;
  const units = new Float64Array(P).fill(0.5);
  for (let row = 0; row < planningLog.days; row++)
    for (let p = 0; p < P; p++) units[p] += planningLog.units[row * P + p];
  const ofCategory = new Float64Array(categories);
  for (let p = 0; p < P; p++) ofCategory[categoryOf[p]] += units[p];
  return units.map((count, p) => count / ofCategory[categoryOf[p]]);
}

/** 0 Monday. */
export function weekdayOf(brief: MarketBrief, day: number): number {
  return (((brief.firstWeekday + day) % 7) + 7) % 7;
}

/** One product's days: what was sold, and what it is reckoned from, shape [days, effects] row-major. */
interface Sales {
  readonly units: Float64Array;
  readonly effects: Float64Array;
}

function salesOf(
  planningLog: PlanningLog,
  brief: MarketBrief,
  shape: Pick<DemandModel, "share" | "categoryOf" | "campaigns">,
): Sales[] {
  const P = brief.products.length;
  const { days, day, depth, units, stockOut, campaign } = planningLog;
  const size = effectCount(shape.campaigns);
  const effects = new Float64Array(size);
  const rows = brief.products.map(() => ({ units: [] as number[], effects: [] as number[] }));
  const memory = new Float64Array(P);
  for (let at = 0; at < days; at++) {
    if (at > 0 && day[at] <= day[at - 1]) memory.fill(0);
    const depthToday = depth.subarray(at * P, (at + 1) * P);
    const today = { depth: depthToday, memory, campaign: campaign[at], weekday: weekdayOf(brief, day[at]) };
    for (let p = 0; p < P; p++) {
      if (stockOut[at * P + p]) continue;
      describe(shape, today, p, effects);
      rows[p].units.push(units[at * P + p]);
      rows[p].effects.push(...effects);
    }
    remember(memory, depthToday);
  }
  return rows.map((row) => ({ units: Float64Array.from(row.units), effects: Float64Array.from(row.effects) }));
}

/** The members' days one under the other, a level each and the other effects in common. */
function pool(members: readonly Sales[], size: number): Sales {
  const G = members.length;
  const wide = G + size - 1;
  const rows = members.reduce((sum, member) => sum + member.units.length, 0);
  const units = new Float64Array(rows);
  const effects = new Float64Array(rows * wide);
  let at = 0;
  members.forEach((member, g) => {
    for (let row = 0; row < member.units.length; row++) {
      units[at] = member.units[row];
      effects[at * wide + g] = 1;
      for (let i = 1; i < size; i++) effects[at * wide + G + i - 1] = member.effects[row * size + i];
      at += 1;
    }
  });
  return { units, effects };
}

/** Mean units a day: where a level is sought, however few the days. */
function usualLevel(sales: Sales): number {
  let sum = 0.5;
  for (let row = 0; row < sales.units.length; row++) sum += sales.units[row];
  return log(sum / (sales.units.length + 1));
}

function effectCount(campaigns: number): number {
  return FIRST_CAMPAIGN + campaigns + 7;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
