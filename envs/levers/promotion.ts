import { toSteps } from "../../sim/money.js";
import type { Scenario } from "../../sim/scenario.js";
import { choicesOf, multiDiscrete } from "../spaces.js";
import type { MarketBrief } from "../types.js";
import { calendarSlots } from "./calendar-slots.js";
import type { Lever } from "./lever.js";
import { productSlots } from "./product-slots.js";
import { BASKET, promotionChoices } from "./promotion-choices.js";
import { rivalSlots } from "./rival-slots.js";
import { powerOfTwo, type SlotRow, single, slotTable } from "./slot-table.js";

/**
 * A promotion a day for every slot, a product or a category: choice 0 is none, then the depths, then the menu's offers on
 * products. Where the menu has spend thresholds the last slot is the basket's: 0 none, k the k-th of them.
 *
 * Legal is what the guard rails allow for every product of the slot: the mechanic, depth, margin, cool-down, and a budget
 * that one shopper's largest basket fits in. Several offers at once may still break a joint budget: then the market drops
 * the later ones, in product order.
 */
export function promotionLever(scenario: Scenario, brief: MarketBrief): Lever {
  const { promotionSlots } = brief;
  const { depths } = scenario.promotions;
  const { product, basket } = promotionChoices(scenario);
  /** of each choice: the depth where it is one of the depths, the offer where it is one of the menu; else 0 */
  const depthOf = Float64Array.from(product, (offer) => (offer > 0 && offer <= depths.length ? depths[offer - 1] : 0));
  const menuOf = Int32Array.from(product, (offer) => (offer > depths.length ? offer : 0));
  const onProducts = promotionSlots.filter((slot) => slot.name !== BASKET || basket.length === 1);
  const choices = product.length;
  const hasBasket = basket.length > 1;
  /** where the basket's choices start in the mask */
  const basketAt = onProducts.length * choices;
  const productsOf = onProducts.map(({ products }) => Int32Array.from(products));
  const categoryOf = Int32Array.from(onProducts, ({ products }) => brief.products[products[0]].category);
  const actionSpace = multiDiscrete(promotionSlots.map((slot) => slot.choices.length));
  const shut = new Uint8Array(choicesOf(actionSpace));
  for (let slot = 0; slot < promotionSlots.length; slot++) shut[slot * choices] = 1;
  return {
    name: "promotion",
    actionSpace,
    table: slotTable([
      ...calendarSlots(scenario),
      budgetSlot(brief),
      ...productSlots(scenario),
      ...offerSlots(scenario),
      ...rivalSlots(scenario),
    ]),
    mask({ market }, out) {
      if (market.day >= scenario.horizonDays) {
        out.set(shut);
        return;
      }
      market.writeMask(productsOf, out);
      if (hasBasket) out[basketAt] = 1;
      for (let choice = 1; choice < basket.length; choice++)
        out[basketAt + choice] = market.basketChoiceAllowed(basket[choice]) ? 1 : 0;
    },
    decide(action, mask, sheet) {
      let refused = 0;
      for (let slot = 0; slot < productsOf.length; slot++) {
        // multiplied, not branched on: no processor foretells what an agent that explores chooses
        const legal = +(mask[slot * choices + action[slot]] === 1);
        const choice = legal * action[slot];
        refused += 1 - legal;
        const products = productsOf[slot];
        for (let i = 0; i < products.length; i++) {
          sheet.depth[products[i]] = depthOf[choice];
          sheet.offer[products[i]] = menuOf[choice];
        }
      }
      if (hasBasket) {
        const choice = action[productsOf.length];
        const legal = mask[basketAt + choice] === 1;
        if (!legal) refused += 1;
        sheet.basketOffer = legal ? basket[choice] : 0;
      }
      return refused;
    },
    credit({ categoryProfit, profit }, _sheet, out) {
      for (let slot = 0; slot < categoryOf.length; slot++)
        out[slot] = categoryProfit[categoryOf[slot]] * scenario.moneyStep;
      if (hasBasket) out[categoryOf.length] = profit * scenario.moneyStep;
    },
  };
}

function budgetSlot({ campaigns, everyday }: MarketBrief): SlotRow {
  return {
    name: "budget-left",
    meaning:
      "money that may still be given away under today's rules, of all that they allow; 1 where there is no limit",
    unit: "share of the budget",
    low: 0,
    high: 1,
    amounts: single(({ market }) => {
      const campaign = market.campaignAt(market.day);
      const { budget } = campaign < 0 ? everyday : campaigns[campaign];
      if (budget === Infinity) return 1;
      return budget === 0 ? 0 : market.budgetLeft() / budget;
    }),
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
      amounts: {
        write({ market }, out, from) {
          market.writeCoolDowns(out, from);
        },
      },
    },
    {
      name: "price",
      things,
      meaning: "what a unit cost at yesterday's opening, rounded to the money step",
      unit: "share of list price",
      low: 0,
      high: 1,
      amounts: {
        write({ report }, out, from) {
          for (let p = 0; p < things.length; p++) out[from + p] = listPrice[p] > 0 ? report.price[p] / listPrice[p] : 1;
        },
      },
    },
  ];
}
