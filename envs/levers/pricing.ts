import { toSteps } from "../../sim/money.js";
import type { Scenario } from "../../sim/scenario.js";
import { box, multiDiscrete } from "../spaces.js";
import type { MarketBrief } from "../types.js";
import { calendarSlots } from "./calendar-slots.js";
import type { Lever } from "./lever.js";
import { productSlots } from "./product-slots.js";
import { rivalSlots } from "./rival-slots.js";
import { powerOfTwo, type SlotRow, slotTable } from "./slot-table.js";

/**
 * A regular price a day for every slot, a product or a category as `promotions.slots` says, as a factor of the list price:
 * choice k is the k-th of `pricing.multipliers`; as a box, any factor from the least to the greatest. All are legal.
 */
export function pricingLever(scenario: Scenario, brief: MarketBrief, action: "choices" | "box"): Lever {
  const { multipliers } = scenario.pricing;
  const { pricingSlots } = brief;
  const least = multipliers[0];
  const most = multipliers[multipliers.length - 1];
  const productsOf = pricingSlots.map(({ products }) => Int32Array.from(products));
  const categoryOf = Int32Array.from(pricingSlots, ({ products }) => brief.products[products[0]].category);
  const chosen =
    action === "box"
      ? (value: number) => Math.max(least, Math.min(most, value))
      : (choice: number) => multipliers[choice];
  return {
    name: "pricing",
    actionSpace:
      action === "box"
        ? box(least, most, [pricingSlots.length])
        : multiDiscrete(pricingSlots.map(() => multipliers.length)),
    table: slotTable([
      ...calendarSlots(scenario),
      ...productSlots(scenario),
      regularPriceSlots(scenario),
      ...rivalSlots(scenario),
    ]),
    mask(_shop, out) {
      out.fill(1);
    },
    decide(prices, _mask, { price }) {
      for (let slot = 0; slot < productsOf.length; slot++) {
        const factor = chosen(prices[slot]);
        const products = productsOf[slot];
        for (let i = 0; i < products.length; i++) price[products[i]] = factor;
      }
      return 0;
    },
    credit({ categoryProfit }, _sheet, out) {
      for (let slot = 0; slot < out.length; slot++) out[slot] = categoryProfit[categoryOf[slot]] * scenario.moneyStep;
    },
  };
}

function regularPriceSlots({ products, pricing, moneyStep }: Scenario): SlotRow {
  const things = products.map((product) => product.name);
  const listPrice = Float64Array.from(products, (product) => toSteps(product.listPrice, moneyStep));
  const scale = powerOfTwo(pricing.multipliers[pricing.multipliers.length - 1]);
  return {
    name: "regular-price",
    things,
    meaning: "yesterday's regular price, rounded to the money step",
    unit: "share of list price",
    scale: () => scale,
    low: 0,
    high: 1,
    amounts: {
      write({ report }, out, from) {
        for (let p = 0; p < things.length; p++)
          out[from + p] = listPrice[p] > 0 && report.regularPrice[p] > 0 ? report.regularPrice[p] / listPrice[p] : 1;
      },
    },
  };
}
