import type { Agent, AgentContext, MarketBrief } from "../envs/types.js";
import type { EnvFacts } from "./define.js";
import { readSlots } from "./read-slots.js";

/** What a restocking rule sees of a product in the morning. */
export interface Shelf {
  readonly product: MarketBrief["products"][number];
  /** units sold a day of late; 0 where nothing was sold yet */
  readonly meanSales: number;
  /** units on the shelf and on order */
  readonly position: number;
  /** days still to decide, today's included */
  daysLeft(): number;
}

/**
 * Plays a rule that says, product by product, how many units are wanted: ordered are the fewest whole cases that hold them, no
 * more than the largest order and no less than the supplier's least. Of several suppliers the first is asked.
 *
 * @param wanted  units to order of a product, 0 or less for none; what it is shown is valid during the call only
 */
export function orderInCases(
  { brief, slots }: AgentContext,
  wanted: (shelf: Shelf) => number,
): Agent<Float32Array, Int32Array> {
  const { products, restockSlots } = brief!;
  const read = readSlots(slots);
  const action = new Int32Array(restockSlots.length);
  return {
    act(observation) {
      const seen = read(observation);
      restockSlots.forEach(({ product: index, units, leastCases }, slot) => {
        action[slot] = 0;
        if (slot > 0 && restockSlots[slot - 1].product === index) return;
        const product = products[index];
        const { name } = product;
        const meanSales = seen("mean-sales", name);
        const position = seen("stock", name) + seen("on-order", name);
        const shelf = { product, meanSales, position, daysLeft: () => seen("days-left") };
        const cases = fewestCases(units, wanted(shelf));
        if (cases > 0) action[slot] = Math.max(leastCases, cases);
      });
      return action;
    },
    save: () => ({}),
    load() {},
  };
}

/**
 * Units that cover the mean sales of some days with a margin for luck, demand taken as Poisson; the opening stock where there
 * are no sales to go by:
 *
 *   level = m c + safety sqrt(m c),  m the mean sales a day, c the days
 *
 * @see Zipkin (2000), Foundations of Inventory Management, section 6.2
 */
export function coverLevel({ meanSales, product }: Shelf, days: number, safety: number): number {
  const mean = meanSales * days;
  return meanSales > 0 ? mean + safety * Math.sqrt(mean) : product.initialStock;
}

/** Why a restocking rule cannot play an env that asks for something else. */
export function needsRestockLever({ lever }: EnvFacts): string | undefined {
  return lever === "restock" ? undefined : "it orders stock, and this env asks for something else";
}

/** The smallest choice that orders at least so many units, else the largest. @param units  by choice, rising from 0 */
function fewestCases(units: readonly number[], short: number): number {
  const enough = units.findIndex((ordered) => ordered >= short);
  return enough < 0 ? units.length - 1 : enough;
}
