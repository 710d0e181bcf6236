import type { MarketBrief } from "../../envs/types.js";
import { type DemandModel, meanUnits, weekdayOf } from "../models/demand.js";
import { allRules, rulesOf } from "../models/fluid.js";
import { campaignOf } from "./diary.js";

/** A day whose sales are to be reckoned. */
export interface OfferDay {
  readonly day: number;
  /** share of the list price given away, shape [products] */
  readonly depth: Float64Array;
  /** memory of past offers that morning, shape [products] */
  readonly memory: Float64Array;
}

/** What one unit earns under an offer: price (1 - depth) - cost, and what the vendor pays for a promoted unit. */
export function unitProfit(brief: MarketBrief, campaign: number, p: number, depth: number): number {
  const { listPrice, unitCost } = brief.products[p];
  const funding = depth > 0 ? allRules(brief)[rulesOf(brief, campaign, p)].vendorFunding : 0;
  return listPrice * (1 - depth + funding) - unitCost;
}

/**
 * Mean profit of a day by product, ordering and holding left out:  level x mean units x unit profit
 *
 * @param level  by product, how much more is sold lately than the model says, shape [products]
 * @param out    money, shape [products], overwritten
 */
export function expectedProfit(
  model: DemandModel,
  brief: MarketBrief,
  { day, depth, memory }: OfferDay,
  level: Float64Array,
  out: Float64Array,
): void {
  const campaign = campaignOf(brief, day);
  meanUnits(model, { depth, memory, campaign, weekday: weekdayOf(brief, day) }, out);
  for (let p = 0; p < out.length; p++) out[p] *= level[p] * unitProfit(brief, campaign, p, depth[p]);
}
