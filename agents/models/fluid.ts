import type { MarketBrief, PromotionRules } from "../../envs/types.js";
import { exp } from "../../sim/math/elementary.js";
import { type DemandModel, discountOf, EFFECT, MEMORY_KEEP, meanUnits, weekdayOf } from "./demand.js";
import type { Block, Offer } from "./promotion-program.js";

/** An offer and what it uses up, reckoned for its whole block. */
export interface OfferWorth extends Offer {
  /** money given away under each rule: the campaigns', then the everyday one, shape [campaigns + 1] */
  readonly spend: Float64Array;
  /** units beyond those sold without it, within the block, shape [products] */
  readonly extraUnits: Float64Array;
}

/** A block and the campaign open in it, -1 none. */
export interface SeasonBlock extends Block {
  readonly campaign: number;
}

/** The season in blocks of about `days` days, none of them across the first or last day of a campaign. */
export function seasonBlocks(brief: MarketBrief, days: number): SeasonBlock[] {
  const borders = new Set([0, brief.horizonDays]);
  for (const { firstDay, lastDay } of brief.campaigns) {
    if (firstDay < brief.horizonDays) borders.add(firstDay);
    if (lastDay + 1 < brief.horizonDays) borders.add(lastDay + 1);
  }
  const sorted = [...borders].sort((a, b) => a - b);
  const blocks: SeasonBlock[] = [];
  for (let i = 0; i + 1 < sorted.length; i++) {
    const length = sorted[i + 1] - sorted[i];
    const pieces = Math.ceil(length / days);
    for (let piece = 0; piece < pieces; piece++) {
      const firstDay = sorted[i] + Math.round((piece * length) / pieces);
      const end = sorted[i] + Math.round(((piece + 1) * length) / pieces);
      const campaign = brief.campaigns.findIndex((c) => c.firstDay <= firstDay && firstDay <= c.lastDay);
      blocks.push({ name: `days ${firstDay}-${end - 1}`, firstDay, days: end - firstDay, campaign });
    }
  }
  return blocks;
}

/** Index of the rules a product is under: the open campaign's where it covers the product, else the everyday one's. */
export function rulesOf(brief: MarketBrief, campaign: number, product: number): number {
  return campaign >= 0 && brief.campaigns[campaign].products.includes(product) ? campaign : brief.campaigns.length;
}

/** All rules by that index: the campaigns', then the everyday one, which no vendor funds. */
export function allRules(
  brief: MarketBrief,
): (PromotionRules & { readonly name: string; readonly vendorFunding: number })[] {
  return [...brief.campaigns, { name: "the days outside campaigns", vendorFunding: 0, ...brief.everyday }];
}

/** A choice that takes a share off the price of what the slot covers: the offers whose effect a log of shares off tells. */
export function isPercentOff({ mechanic }: MarketBrief["promotionSlots"][number]["choices"][number]): boolean {
  return mechanic === "percent-off";
}

/**
 * The fluid market: mean demand as estimated, without luck and without stock-outs, over the season and its tail. It knows
 * offers of the mechanic percent-off alone: a threshold on the basket, a gift or a bundle takes no share off a price that the
 * demand model could know, and a slot without percent-off moves nothing. It reckons what a single offer is worth: the profit of its category with the offer less that without it, in its block by the model
 * and after it to first order, so that switching, the dip and what memory does to later offers all count.
 *
 * An offer's pull on its own product is taken `caution` standard errors below its estimate: the best of many offers is else
 * the one most overestimated, and offers worth nothing would be made for their noise.
 */
export interface FluidMarket {
  /** mean units without any offer, by day of season and tail, shape [days, products] */
  readonly usualUnits: Float64Array;
  /**
   * Worth of every percent-off offer of every slot from a block on, all else as planned.
   *
   * @param planned  choice of every slot in every block, shape [blocks, slots]
   * @param memory   memory of past offers on the first morning of `from`, shape [products]
   */
  worth(planned: Int32Array, from: number, memory: Float64Array): OfferWorth[];
  /**
   * Profit of a category in a block of a plan, or in the tail where `block` is the number of blocks.
   *
   * @param memory  memory of past offers on its first morning, shape [products]; that of the morning after it is written there
   */
  passBlock(category: number, block: number, planned: Int32Array, memory: Float64Array): number;
  /** Profit of a category from a block on, to the end of the tail, under a plan as `worth` takes it. */
  profitOf(category: number, planned: Int32Array, from: number, memory: Float64Array): number;
}

export function createFluidMarket(
  model: DemandModel,
  brief: MarketBrief,
  blocks: readonly SeasonBlock[],
  caution = 0,
): FluidMarket {
  const { products, promotionSlots, campaigns } = brief;
  const P = products.length;
  const S = promotionSlots.length;
  const days = brief.horizonDays + brief.tailDays;
  const campaignOf = new Int32Array(days).fill(-1);
  for (const block of blocks) campaignOf.fill(block.campaign, block.firstDay, block.firstDay + block.days);
  const usualUnits = usual(model, brief, campaignOf);
  const margin = Float64Array.from(products, (product) => product.listPrice - product.unitCost);
  const rules = allRules(brief);
  const fundedAt = (campaign: number, p: number) =>
    rules[rulesOf(brief, campaign, p)].vendorFunding * products[p].listPrice;
  /** what the vendor pays a promoted unit, by campaign, none first, shape [campaigns + 1, products] */
  const funding = Float64Array.from({ length: (campaigns.length + 1) * P }, (_, i) =>
    fundedAt(Math.floor(i / P) - 1, i % P),
  );
  const members = brief.categories.map((_, k) => products.flatMap(({ category }, p) => (category === k ? [p] : [])));
  /** today's offers, shape [products]: depth, -ln(1 - depth), and by how much ln demand may fall short of the estimate */
  const depth = new Float64Array(P);
  const discount = new Float64Array(P);
  const doubt = new Float64Array(P);
  const memory = new Float64Array(P);
  const passing = new Float64Array(P);
  /** sums over the days of a block, shape [products] */
  const units = new Float64Array(P);
  const given = new Float64Array(P);
  const profit = new Float64Array(P);
  /** planned profit and memory of every product at every day, and how profit from a day on grows with memory then */
  const plannedProfit = new Float64Array(days * P);
  const plannedMemory = new Float64Array(days * P);
  const memoryWorth = new Float64Array((days + 1) * P);

  /** Slots of the season's percent-off offers: another slot may cover the same products, and must not touch their depths. */
  const pricing = promotionSlots.flatMap((slot, s) => (slot.choices.some(isPercentOff) ? [s] : []));

  function setOffer(slot: number, choice: number): void {
    const offer = promotionSlots[slot].choices[choice];
    const off = isPercentOff(offer) ? offer.depth : 0;
    for (const p of promotionSlots[slot].products) {
      depth[p] = off;
      discount[p] = discountOf(off);
      doubt[p] = caution * pullError(model, p, discount[p]);
    }
  }

  /** One day of a category under the offers set: adds to the block's sums and moves memory on. */
  function live(category: readonly number[], day: number): void {
    let discounts = 0;
    let badges = 0;
    let memories = 0;
    const funds = (campaignOf[day] + 1) * P;
    for (const p of category) {
      discounts += model.share[p] * discount[p];
      if (depth[p] > 0) badges += model.share[p];
      memories += model.share[p] * memory[p];
    }
    for (const p of category) {
      const effect = model.coefficients[p];
      const share = model.share[p];
      const badge = depth[p] > 0 ? 1 : 0;
      const pull =
        effect[EFFECT.own] * discount[p] +
        effect[EFFECT.badge] * badge -
        doubt[p] +
        effect[EFFECT.cross] * (discounts - share * discount[p]) +
        effect[EFFECT.crossBadge] * (badges - share * badge) +
        effect[EFFECT.ownMemory] * memory[p] +
        effect[EFFECT.crossMemory] * (memories - share * memory[p]);
      const sold = usualUnits[day * P + p] * exp(pull);
      const gift = depth[p] * products[p].listPrice;
      units[p] += sold;
      given[p] += sold * gift;
      profit[p] += sold * (margin[p] - gift + badge * funding[funds + p]);
    }
    for (const p of category) memory[p] = MEMORY_KEEP * memory[p] + (1 - MEMORY_KEEP) * discount[p];
  }

  /** Lives through the plan, keeping its profit and memory by day, and reckons backwards what memory is worth. */
  function follow(planned: Int32Array, from: number, morning: Float64Array): void {
    memory.set(morning);
    let b = from;
    for (let day = blocks[from].firstDay; day < days; day++) {
      if (b < blocks.length && day === blocks[b].firstDay + blocks[b].days) b += 1;
      for (const slot of pricing) setOffer(slot, b < blocks.length ? planned[b * S + slot] : 0);
      plannedMemory.set(memory, day * P);
      profit.fill(0);
      for (const category of members) live(category, day);
      plannedProfit.set(profit, day * P);
    }
    memoryWorth.fill(0, days * P);
    for (let day = days - 1; day >= blocks[from].firstDay; day--)
      for (const category of members)
        for (const q of category) {
          let slope = MEMORY_KEEP * memoryWorth[(day + 1) * P + q];
          for (const p of category) {
            const { ownMemory, crossMemory } = EFFECT;
            const effect =
              p === q ? model.coefficients[p][ownMemory] : model.share[q] * model.coefficients[p][crossMemory];
            slope += effect * plannedProfit[day * P + p];
          }
          memoryWorth[day * P + q] = slope;
        }
  }

  function passBlock(category: number, b: number, planned: Int32Array, remembered: Float64Array): number {
    const here = members[category];
    const first = b < blocks.length ? blocks[b].firstDay : brief.horizonDays;
    const end = b < blocks.length ? first + blocks[b].days : days;
    for (const slot of pricing)
      if (products[promotionSlots[slot].products[0]].category === category)
        setOffer(slot, b < blocks.length ? planned[b * S + slot] : 0);
    for (const p of here) {
      memory[p] = remembered[p];
      profit[p] = 0;
    }
    for (let day = first; day < end; day++) live(here, day);
    let sum = 0;
    for (const p of here) {
      remembered[p] = memory[p];
      sum += profit[p];
    }
    return sum;
  }

  function profitOf(category: number, planned: Int32Array, from: number, morning: Float64Array): number {
    passing.set(morning);
    let sum = 0;
    for (let b = from; b <= blocks.length; b++) sum += passBlock(category, b, planned, passing);
    return sum;
  }

  /** The category's profit in the block with a choice in the slot, and to first order what its memory does after it. */
  function tryOut(category: readonly number[], block: SeasonBlock, slot: number, choice: number): number {
    const end = block.firstDay + block.days;
    setOffer(slot, choice);
    for (const p of category) {
      memory[p] = plannedMemory[block.firstDay * P + p];
      units[p] = 0;
      given[p] = 0;
      profit[p] = 0;
    }
    for (let day = block.firstDay; day < end; day++) live(category, day);
    let worth = 0;
    for (const p of category) worth += profit[p] + memory[p] * memoryWorth[end * P + p];
    return worth;
  }

  function worthIn(b: number, slot: number, planned: number): OfferWorth[] {
    const block = blocks[b];
    const category = members[products[promotionSlots[slot].products[0]].category];
    const without = tryOut(category, block, slot, 0);
    const usualHere = units.slice();
    const worths: OfferWorth[] = [];
    for (let choice = 1; choice < promotionSlots[slot].choices.length; choice++) {
      if (!isPercentOff(promotionSlots[slot].choices[choice])) continue;
      const gain = tryOut(category, block, slot, choice) - without;
      const spend = new Float64Array(campaigns.length + 1);
      const extraUnits = new Float64Array(P);
      for (const p of category) extraUnits[p] = units[p] - usualHere[p];
      for (const p of promotionSlots[slot].products) spend[rulesOf(brief, block.campaign, p)] += given[p];
      worths.push({ block: b, slot, choice, gain, spend, extraUnits });
    }
    setOffer(slot, planned);
    return worths;
  }

  return {
    usualUnits,
    passBlock,
    profitOf,
    worth(planned, from, morning) {
      follow(planned, from, morning);
      const offers: OfferWorth[] = [];
      for (let b = from; b < blocks.length; b++) {
        for (const slot of pricing) setOffer(slot, planned[b * S + slot]);
        for (const slot of pricing) offers.push(...worthIn(b, slot, planned[b * S + slot]));
      }
      return offers;
    },
  };
}

/** Standard error of own x + badge, the pull of an offer on its product; 0 without an offer. */
function pullError(model: DemandModel, p: number, x: number): number {
  if (x === 0) return 0;
  const { own, badge } = EFFECT;
  const size = model.coefficients[p].length;
  const at = (i: number, j: number) => model.covariance[p][i * size + j];
  return Math.sqrt(at(own, own) * x * x + 2 * at(own, badge) * x + at(badge, badge));
}

function usual(model: DemandModel, brief: MarketBrief, campaignOf: Int32Array): Float64Array {
  const P = brief.products.length;
  const calm = { depth: new Float64Array(P), memory: new Float64Array(P) };
  const units = new Float64Array(campaignOf.length * P);
  for (let day = 0; day < campaignOf.length; day++)
    meanUnits(
      model,
      { ...calm, campaign: campaignOf[day], weekday: weekdayOf(brief, day) },
      units.subarray(day * P, (day + 1) * P),
    );
  return units;
}
