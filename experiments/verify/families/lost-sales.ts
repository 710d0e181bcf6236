import {
  bestBaseStock,
  bestCappedBaseStock,
  bestLostSales,
  lostSalesCost,
  myopicRule,
} from "../../../agents/math/lost-sales.js";
import { lostSalesProblem } from "../../../envs/lost-sales.js";
import { defineFamily, type Reference } from "../family.js";
import type { InstanceOptions } from "../options.js";

const SOURCE =
  "exact value iteration, independent program; Zipkin (2008), Operations Research 56(5), agrees to its digits";

/** Average costs, a period. */
const known = (instance: Partial<InstanceOptions>, costs: Record<string, number>): Reference[] =>
  Object.entries(costs).map(([quantity, value]) => ({ instance, quantity, value, tolerance: 1e-3, source: SOURCE }));

/** Inventory whose unmet demand is lost: long-run average cost of the best rule and of simpler ones. */
export const lostSales = defineFamily({
  name: "lost-sales",
  summary: "inventory under review every period, unmet demand lost: long-run average cost",
  defaults: { demand: { law: "poisson", mean: 5 }, leadTime: 2, holding: 1, penalty: 4 },
  quick: [{ leadTime: 1 }, {}, { penalty: 19 }, { demand: { law: "geometric", mean: 5 } }],
  full: [
    { penalty: 9, leadTime: 3 },
    { penalty: 9, leadTime: 3, demand: { law: "geometric", mean: 5 } },
  ],
  references: [
    ...known(
      { penalty: 4, leadTime: 1 },
      { optimal: 4.0407, myopic: 4.1113, "base-stock": 4.1628, "capped-base-stock": 4.0654 },
    ),
    ...known(
      { penalty: 4, leadTime: 2 },
      { optimal: 4.3953, myopic: 4.5581, "base-stock": 4.6386, "capped-base-stock": 4.4057 },
    ),
    ...known(
      { penalty: 19, leadTime: 2 },
      { optimal: 7.6644, myopic: 7.7732, "base-stock": 7.8422, "capped-base-stock": 7.7209 },
    ),
  ],
  solve({ demand, leadTime, holding, penalty }) {
    const law = lostSalesProblem({ demand: demand.law, mean: demand.mean }).demand;
    const system = { demand: law, leadTime, holding, penalty };
    const baseStock = bestBaseStock(system);
    const capped = bestCappedBaseStock(system);
    return [
      { quantity: "optimal", ours: bestLostSales(system).averageCost },
      { quantity: "myopic", ours: lostSalesCost(system, myopicRule(system)) },
      { quantity: "base-stock", ours: baseStock.averageCost },
      { quantity: "base-stock/level", ours: baseStock.level },
      { quantity: "capped-base-stock", ours: capped.averageCost },
      { quantity: "capped-base-stock/level", ours: capped.level },
      { quantity: "capped-base-stock/cap", ours: capped.cap },
    ];
  },
});
