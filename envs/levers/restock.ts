import type { Scenario } from "../../sim/scenario.js";
import { choicesOf, multiDiscrete } from "../spaces.js";
import type { MarketBrief } from "../types.js";
import { calendarSlots } from "./calendar-slots.js";
import type { Lever } from "./lever.js";
import { productSlots } from "./product-slots.js";
import { slotTable } from "./slot-table.js";

/**
 * An order a day from every supplier of every product: choice k is k cases. Legal is no case, and as many as the supplier's
 * smallest order to its largest.
 */
export function restockLever(scenario: Scenario, brief: MarketBrief): Lever {
  const { restockSlots } = brief;
  const actionSpace = multiDiscrete(restockSlots.map(({ units }) => units.length));
  const legal = new Uint8Array(choicesOf(actionSpace));
  const firstChoice = new Int32Array(restockSlots.length);
  const caseSize = new Float64Array(restockSlots.length);
  const categoryOf = new Int32Array(restockSlots.length);
  let first = 0;
  restockSlots.forEach(({ product, units, leastCases }, slot) => {
    firstChoice[slot] = first;
    caseSize[slot] = scenario.products[product].caseSize;
    categoryOf[slot] = brief.products[product].category;
    for (let cases = 0; cases < units.length; cases++)
      legal[first + cases] = cases === 0 || cases >= leastCases ? 1 : 0;
    first += units.length;
  });
  return {
    name: "restock",
    actionSpace,
    table: slotTable([...calendarSlots(scenario), ...productSlots(scenario)]),
    mask(_shop, out) {
      out.set(legal);
    },
    decide(action, mask, { order }) {
      let refused = 0;
      for (let slot = 0; slot < caseSize.length; slot++) {
        const allowed = mask[firstChoice[slot] + action[slot]] === 1;
        if (!allowed) refused += 1;
        order[slot] = allowed ? action[slot] * caseSize[slot] : 0;
      }
      return refused;
    },
    credit({ categoryProfit }, _sheet, out) {
      for (let slot = 0; slot < out.length; slot++) out[slot] = categoryProfit[categoryOf[slot]] * scenario.moneyStep;
    },
  };
}

/** The restock lever's slots, as its agent is told of them: a supplier of a product each, in the market's order of places. */
export function restockSlots({ products }: Scenario): MarketBrief["restockSlots"] {
  return products.flatMap(({ name, caseSize, maxCases, suppliers }, product) => {
    const slot = (own: string, most: number, leastCases: number) => ({
      name: own,
      product,
      units: Array.from({ length: most + 1 }, (_, cases) => cases * caseSize),
      leastCases,
    });
    if (suppliers.length === 0) return [slot(name, maxCases, 0)];
    return suppliers.map((supplier) => slot(`${name}/${supplier.name}`, supplier.maxCases, supplier.leastCases));
  });
}
