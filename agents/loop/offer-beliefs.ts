import type { MarketBrief, PlanningLog } from "../../envs/types.js";
import { type DemandModel, remember } from "../models/demand.js";
import { creditedProducts } from "./diary.js";
import { expectedProfit } from "./expected-day.js";

/** How far a choice's worth may lie from the demand model's, as a share of its category's usual profit: over all slots, and a slot's own about that. */
const PRIOR = { choice: 0.3, slot: 0.15 };

/** What the books say of offers beyond the demand model; flat over slots and choices as a mask is. */
export interface OfferBeliefs {
  /** where a slot's choices start, shape [slots] */
  readonly first: Int32Array;
  /** mean share of the list price that the choice gave away where it stood, else what the brief says; 0 for baskets */
  readonly depth: Float64Array;
  /** daily profit beyond the model's, as a share of the slot's usual profit */
  readonly correction: Float64Array;
  /** its standard deviation */
  readonly error: Float64Array;
}

/**
 * Generate, the evidence: corrects the demand model's worth of every choice by what slots were credited with.
 *
 * A day's residual is  r = (credit - profit expected under the day's offers) / usual profit,  less its mean on days without
 * an offer in the slot (ordering, holding). A choice's residuals tell what the model cannot know of it: what a gift costs and
 * draws, how few units a flash sale holds. For a slot of baskets the model expects no more than usual, so r holds all.
 *
 *   correction_choice ~ N(0, .3^2) over all slots,  a slot's own ~ N(correction_choice, .15^2),  r ~ N(own, s^2)
 *
 * with s^2 the variance of r without an offer: a choice never seen keeps the model's worth and the whole prior error.
 *
 * From day `ownFrom` on the log is the season's own, when slates, coupons and advertising lift what is sold with and without
 * offers: the mean of its residuals in slots without one is taken off all of its residuals.
 *
 * @see Gelman et al. (2013), Bayesian Data Analysis, section 5.4, for the two-level normal model; here in two passes
 */
export function believeOffers(
  log: PlanningLog,
  brief: MarketBrief,
  model: DemandModel,
  ownFrom = log.days,
): OfferBeliefs {
  const slots = brief.promotionSlots;
  const S = slots.length;
  const first = firstChoices(brief);
  const size = slots.reduce((sum, { choices }) => sum + choices.length, 0);
  const residual = residuals(log, brief, model);
  const plain = slots.map((_, slot) => withoutOffer(residual, log.choice, S, slot, 0, ownFrom));
  const lift = seasonLift(residual, log, S, plain, ownFrom);
  const seen = new Float64Array(size);
  const total = new Float64Array(size);
  const given = new Float64Array(size);
  const noise = new Float64Array(S);
  for (let slot = 0; slot < S; slot++) {
    noise[slot] = plain[slot].variance;
    for (let row = 0; row < log.days; row++) {
      const choice = log.choice[row * S + slot];
      if (choice === 0) continue;
      const at = first[slot] + choice;
      seen[at] += 1;
      total[at] += residual[row * S + slot] - plain[slot].mean - (row >= ownFrom ? lift : 0);
      for (const p of slots[slot].products)
        given[at] += log.depth[row * brief.products.length + p] / slots[slot].products.length;
    }
  }
  const depth = new Float64Array(size);
  const correction = new Float64Array(size);
  const error = new Float64Array(size);
  slots.forEach(({ name, choices }, slot) => {
    choices.forEach((choice, c) => {
      const at = first[slot] + c;
      if (c === 0) return;
      if (name !== "basket") depth[at] = seen[at] > 0 ? given[at] / seen[at] : choice.depth;
      const alike = slots.flatMap((other, s) => (sameChoice(other.choices[c], choice) ? [s] : []));
      const shared = normalPosterior(
        0,
        PRIOR.choice * PRIOR.choice,
        alike.map((s) => ({ sum: total[first[s] + c], count: seen[first[s] + c], variance: noise[s] })),
      );
      const own = normalPosterior(shared.mean, PRIOR.slot * PRIOR.slot + shared.variance, [
        { sum: total[at], count: seen[at], variance: noise[slot] },
      ]);
      correction[at] = own.mean;
      error[at] = Math.sqrt(own.variance);
    });
  });
  return { first, depth, correction, error };
}

/** Mean and variance of a normal mean after sums of normal observations, known variances. Of variance 0, nothing is learnt. */
export function normalPosterior(
  mean: number,
  variance: number,
  data: readonly { readonly sum: number; readonly count: number; readonly variance: number }[],
): { mean: number; variance: number } {
  let precision = 1 / variance;
  let weighed = mean / variance;
  for (const { sum, count, variance: noise } of data) {
    if (!(noise > 0)) continue;
    precision += count / noise;
    weighed += sum / noise;
  }
  return { mean: weighed / precision, variance: 1 / precision };
}

/** Where every slot's choices start in a mask, shape [slots]. */
export function firstChoices(brief: MarketBrief): Int32Array {
  let start = 0;
  return Int32Array.from(brief.promotionSlots, ({ choices }) => {
    start += choices.length;
    return start - choices.length;
  });
}

function sameChoice(
  a: MarketBrief["promotionSlots"][number]["choices"][number] | undefined,
  b: MarketBrief["promotionSlots"][number]["choices"][number],
): boolean {
  // the depth of an amount off differs with the price: the mechanic and the place in the list say that it is the same offer
  return a !== undefined && a.mechanic === b.mechanic && (b.mechanic !== "percent-off" || a.depth === b.depth);
}

/** (credit - expected) / usual of every day and slot, shape [days, slots]. */
function residuals(log: PlanningLog, brief: MarketBrief, model: DemandModel): Float64Array {
  const P = brief.products.length;
  const S = brief.promotionSlots.length;
  const credited = brief.promotionSlots.map((_, slot) => creditedProducts(brief, slot));
  const basket = brief.promotionSlots.map(({ name }) => name === "basket");
  const level = new Float64Array(P).fill(1);
  const none = new Float64Array(P);
  const memory = new Float64Array(P);
  const usual = new Float64Array(P);
  const expected = new Float64Array(P);
  const out = new Float64Array(log.days * S);
  for (let row = 0; row < log.days; row++) {
    if (row > 0 && log.day[row] <= log.day[row - 1]) memory.fill(0);
    const day = log.day[row];
    const depth = log.depth.subarray(row * P, (row + 1) * P);
    expectedProfit(model, brief, { day, depth: none, memory }, level, usual);
    expectedProfit(model, brief, { day, depth, memory }, level, expected);
    for (let slot = 0; slot < S; slot++) {
      const base = sumOver(usual, credited[slot]);
      const reckoned = basket[slot] ? base : sumOver(expected, credited[slot]);
      out[row * S + slot] = base > 0 ? (log.credit[row * S + slot] - reckoned) / base : 0;
    }
    remember(memory, depth);
  }
  return out;
}

/** Mean and variance of a slot's residuals on days from `from` to before `end` when it offered nothing. */
function withoutOffer(
  residual: Float64Array,
  choice: Int32Array,
  S: number,
  slot: number,
  from: number,
  end: number,
): { mean: number; variance: number; days: number } {
  const plain: number[] = [];
  for (let row = from; row < end; row++) if (choice[row * S + slot] === 0) plain.push(residual[row * S + slot]);
  const mean = plain.length > 0 ? plain.reduce((sum, r) => sum + r, 0) / plain.length : 0;
  const squares = plain.reduce((sum, r) => sum + (r - mean) * (r - mean), 0);
  // too few plain days tell no spread: then as much as the profit itself
  return { mean, variance: plain.length > 1 ? squares / (plain.length - 1) : 1, days: plain.length };
}

/** How much more than in the log slots without an offer earned in the season, as a share; 0 where all had offers always. */
function seasonLift(
  residual: Float64Array,
  log: PlanningLog,
  S: number,
  plain: readonly { readonly mean: number }[],
  ownFrom: number,
): number {
  let lift = 0;
  let days = 0;
  for (let slot = 0; slot < S; slot++) {
    const own = withoutOffer(residual, log.choice, S, slot, ownFrom, log.days);
    lift += own.days * (own.mean - plain[slot].mean);
    days += own.days;
  }
  return days > 0 ? lift / days : 0;
}

function sumOver(amounts: Float64Array, members: readonly number[]): number {
  let sum = 0;
  for (const p of members) sum += amounts[p];
  return sum;
}
