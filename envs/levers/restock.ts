import type { Scenario } from "../../sim/scenario.js";
import { choicesOf, multiDiscrete } from "../spaces.js";
import type { MarketBrief } from "../types.js";
import { calendarSlots } from "./calendar-slots.js";
import type { Lever } from "./lever.js";
import { productSlots } from "./product-slots.js";
import type { BackgroundPolicy } from "./shop.js";
import { slotTable } from "./slot-table.js";

/** An order a day for every product: choice k is k cases. Everything up to the largest order is legal. */
export function restockLever(scenario: Scenario, brief: MarketBrief): Lever {
  const actionSpace = multiDiscrete(brief.restockSlots.map(({ units }) => units.length));
  const choices = choicesOf(actionSpace);
  const caseSize = Float64Array.from(scenario.products, (product) => product.caseSize);
  const categoryOf = Int32Array.from(brief.products, (product) => product.category);
  return {
    name: "restock",
    actionSpace,
    table: slotTable([...calendarSlots(scenario), ...productSlots(scenario)]),
    background: orderUpTo,
    mask(_shop, out) {
      for (let choice = 0; choice < choices; choice++) out[choice] = 1;
    },
    decide(action, _mask, out) {
      for (let p = 0; p < caseSize.length; p++) out[p] = action[p] * caseSize[p];
      return 0;
    },
    credit({ categoryProfit }, out) {
      for (let slot = 0; slot < out.length; slot++) out[slot] = categoryProfit[categoryOf[slot]] * scenario.moneyStep;
    },
  };
}

/** Days that an order is to last beyond the wait for it. */
const COVER_DAYS = 7;
/** Standard deviations of Poisson demand held against luck: 95% of covers suffice. */
const SAFETY = 1.645;

/**
 * Orders whole cases up to  S = m c + 1.645 sqrt(m c),  c = lead time + 7 days, m the mean sales a day (the typical
 * sales before anything was sold), counting what is on the shelf and on order; at most the largest order.
 */
export const orderUpTo: BackgroundPolicy = ({ scenario, report, meanSales, typicalSales }, out) => {
  for (let p = 0; p < out.length; p++) {
    const { leadTimeDays, caseSize, maxCases } = scenario.products[p];
    const sales = (meanSales[p] > 0 ? meanSales[p] : typicalSales[p]) * (leadTimeDays + COVER_DAYS);
    const short = sales + SAFETY * Math.sqrt(sales) - report.stock[p] - report.onOrder[p];
    out[p] = short > 0 ? Math.min(maxCases, Math.ceil(short / caseSize)) * caseSize : 0;
  }
};
