import type { MarketBrief } from "../../envs/types.js";
import { type DemandModel, discountOf, EFFECT, MEMORY_KEEP, meanUnits, weekdayOf } from "../models/demand.js";
import { campaignOf, creditedProducts } from "./diary.js";
import { expectedProfit } from "./expected-day.js";
import type { OfferBeliefs } from "./offer-beliefs.js";

/** What the offers of the next days are reckoned from. */
export interface OfferMorning {
  readonly day: number;
  /** memory of past offers, shape [products] */
  readonly memory: Float64Array;
  /** recent sales over the model's, shape [products] */
  readonly level: Float64Array;
  /** 1 where a choice is legal, flat over the slots */
  readonly mask: Uint8Array;
  /** money that may be given away a day until the next plan; Infinity where nothing limits it */
  readonly allowance: number;
  /** standard errors taken off a choice's worth */
  readonly caution: number;
}

interface Candidate {
  readonly slot: number;
  readonly choice: number;
  /** money a day */
  readonly gain: number;
  readonly spend: number;
}

/**
 * Generate: the choice of every promotion slot.
 *
 * A choice's gain a day is its category's profit by the demand model with it less that without it, plus the books' correction
 * less `caution` of its errors, less what its memory will cost later. Slot by slot the best legal choice with a gain above 0 is
 * taken about those taken before; then offers enter in the order of gain for the money they give away until the day's
 * allowance is spent, the greedy rule for a knapsack.
 *
 * @returns shape [slots]; 0 is none
 * @see Dantzig (1957), Discrete-variable extremum problems, for the greedy rule
 */
export function generateOffers(
  brief: MarketBrief,
  model: DemandModel,
  beliefs: OfferBeliefs,
  morning: OfferMorning,
): Int32Array {
  const { day, memory, level } = morning;
  const P = brief.products.length;
  const depth = new Float64Array(P);
  const usual = new Float64Array(P);
  const before = new Float64Array(P);
  const after = new Float64Array(P);
  const units = new Float64Array(P);
  expectedProfit(model, brief, { day, depth, memory }, level, usual);
  const candidates: Candidate[] = [];
  brief.promotionSlots.forEach(({ name, products, choices }, slot) => {
    const credited = creditedProducts(brief, slot);
    const base = total(usual, credited);
    expectedProfit(model, brief, { day, depth, memory }, level, before);
    let best: Candidate = { slot, choice: 0, gain: 0, spend: 0 };
    for (let choice = 1; choice < choices.length; choice++) {
      const at = beliefs.first[slot] + choice;
      if (morning.mask[at] !== 1) continue;
      const correction = (beliefs.correction[at] - morning.caution * beliefs.error[at]) * base;
      let gain = correction;
      let spend = choices[choice].depth * base;
      if (name !== "basket") {
        for (const p of products) depth[p] = beliefs.depth[at];
        expectedProfit(model, brief, { day, depth, memory }, level, after);
        gain +=
          total(after, credited) - total(before, credited) + memoryWorth(model, brief, day, usual, products, depth);
        spend = giveaway(model, brief, { day, depth, memory, level }, products, units);
      }
      if (gain > best.gain) best = { slot, choice, gain, spend };
    }
    const taken = best.choice > 0 && name !== "basket" ? beliefs.depth[beliefs.first[slot] + best.choice] : 0;
    if (name !== "basket") for (const p of products) depth[p] = taken;
    if (best.choice > 0) candidates.push(best);
  });
  return within(candidates, morning.allowance, brief.promotionSlots.length);
}

/** Offers in the order of gain for money until the allowance is spent; what gives nothing away is free. */
export function within(candidates: readonly Candidate[], allowance: number, slots: number): Int32Array {
  const out = new Int32Array(slots);
  let left = allowance;
  const worth = ({ gain, spend }: Candidate) => (spend > 0 ? gain / spend : Number.POSITIVE_INFINITY);
  for (const { slot, choice, spend } of [...candidates].sort((a, b) => worth(b) - worth(a) || a.slot - b.slot)) {
    if (spend > left) continue;
    left -= spend;
    out[slot] = choice;
  }
  return out;
}

/**
 * What one day's offer does to profit later by its memory, to first order: a day adds (1 - keep) x to memory, which is felt
 * with keep, keep^2, ... until the season's end, so  x (1 - keep^n) (ownMemory base_p + sum of crossMemory share base).
 */
function memoryWorth(
  model: DemandModel,
  brief: MarketBrief,
  day: number,
  usual: Float64Array,
  products: readonly number[],
  depth: Float64Array,
): number {
  let kept = 1;
  for (let ahead = day; ahead < brief.horizonDays + brief.tailDays; ahead++) kept *= MEMORY_KEEP;
  let worth = 0;
  for (const p of products) {
    const x = discountOf(depth[p]) * (1 - kept);
    worth += x * model.coefficients[p][EFFECT.ownMemory] * usual[p];
    for (let q = 0; q < usual.length; q++)
      if (q !== p && model.categoryOf[q] === model.categoryOf[p])
        worth += x * model.share[p] * model.coefficients[q][EFFECT.crossMemory] * usual[q];
  }
  return worth;
}

function giveaway(
  model: DemandModel,
  brief: MarketBrief,
  { day, depth, memory, level }: Pick<OfferMorning, "day" | "memory" | "level"> & { readonly depth: Float64Array },
  products: readonly number[],
  units: Float64Array,
): number {
  meanUnits(model, { depth, memory, campaign: campaignOf(brief, day), weekday: weekdayOf(brief, day) }, units);
  let money = 0;
  for (const p of products) money += level[p] * units[p] * depth[p] * brief.products[p].listPrice;
  return money;
}

function total(amounts: Float64Array, members: readonly number[]): number {
  let sum = 0;
  for (const p of members) sum += amounts[p];
  return sum;
}
