import { toSteps } from "../../sim/money.js";
import type { Scenario } from "../../sim/scenario.js";
import { multiDiscrete } from "../spaces.js";
import type { MarketBrief } from "../types.js";
import { calendarSlots } from "./calendar-slots.js";
import type { Lever } from "./lever.js";
import { productSlots } from "./product-slots.js";
import type { BackgroundPolicy } from "./shop.js";
import { powerOfTwo, type SlotRow, slotTable } from "./slot-table.js";

/**
 * A promotion a day for every slot, a product or a category: choice 0 is none, choice k is the k-th depth.
 *
 * Legal is what the guard rails allow for every product of the slot: the mechanic, depth, margin, cool-down, and a budget
 * that one shopper's largest basket fits in. Several offers at once may still break a joint budget: then the market drops
 * the later ones, in product order.
 */
export function promotionLever(scenario: Scenario, brief: MarketBrief): Lever {
  const { promotionSlots } = brief;
  const choices = scenario.promotions.depths.length + 1;
  const depthOf = Float64Array.from(promotionSlots[0].choices, ({ depth }) => depth);
  const productsOf = promotionSlots.map(({ products }) => Int32Array.from(products));
  const categoryOf = Int32Array.from(promotionSlots, ({ products }) => brief.products[products[0]].category);
  return {
    name: "promotion",
    actionSpace: multiDiscrete(promotionSlots.map(() => choices)),
    table: slotTable([
      ...calendarSlots(scenario),
      budgetSlot(brief),
      ...productSlots(scenario),
      ...offerSlots(scenario),
    ]),
    background: noPromotion,
    mask({ market }, out) {
      const open = market.day < scenario.horizonDays;
      for (let slot = 0; slot < productsOf.length; slot++) {
        out[slot * choices] = 1;
        for (let choice = 1; choice < choices; choice++) {
          let legal = open;
          for (const p of productsOf[slot]) legal &&= market.offerAllowed(p, depthOf[choice]);
          out[slot * choices + choice] = legal ? 1 : 0;
        }
      }
    },
    decide(action, mask, out) {
      let refused = 0;
      for (let slot = 0; slot < productsOf.length; slot++) {
        const legal = mask[slot * choices + action[slot]] === 1;
        if (!legal) refused += 1;
        for (const p of productsOf[slot]) out[p] = legal ? depthOf[action[slot]] : 0;
      }
      return refused;
    },
    credit({ categoryProfit }, out) {
      for (let slot = 0; slot < out.length; slot++) out[slot] = categoryProfit[categoryOf[slot]] * scenario.moneyStep;
    },
  };
}

/** No promotion on anything, ever. */
export const noPromotion: BackgroundPolicy = (_shop, out) => {
  out.fill(0);
};

function budgetSlot({ campaigns, everyday }: MarketBrief): SlotRow {
  return {
    name: "budget-left",
    meaning:
      "money that may still be given away under today's rules, of all that they allow; 1 where there is no limit",
    unit: "share of the budget",
    low: 0,
    high: 1,
    amount({ market }) {
      const campaign = market.campaignAt(market.day);
      const { budget } = campaign < 0 ? everyday : campaigns[campaign];
      if (budget === Infinity) return 1;
      return budget === 0 ? 0 : market.budgetLeft() / budget;
    },
  };
}

function offerSlots({ products, promotions, calendar, moneyStep }: Scenario): SlotRow[] {
  const things = products.map((product) => product.name);
  const listPrice = Float64Array.from(products, (product) => toSteps(product.listPrice, moneyStep));
  const longest = [promotions.everyday, ...calendar.campaigns].reduce((most, r) => Math.max(most, r.coolDownDays), 1);
  const coolDownScale = powerOfTwo(longest);
  return [
    {
      name: "cool-down",
      things,
      meaning: "days until an offer is allowed again; 0 where it is",
      unit: "days",
      scale: () => coolDownScale,
      low: 0,
      high: longest / coolDownScale,
      amount: ({ market }, p) => market.coolDownLeft(p),
    },
    {
      name: "price",
      things,
      meaning: "what a unit cost at yesterday's opening, rounded to the money step",
      unit: "share of list price",
      low: 0,
      high: 1,
      amount: ({ report }, p) => (listPrice[p] > 0 ? report.price[p] / listPrice[p] : 1),
    },
  ];
}
