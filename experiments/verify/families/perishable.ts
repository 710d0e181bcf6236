import { bestPerishable, bestPerishableLevel } from "../../../agents/math/perishable.js";
import { lostSalesProblem } from "../../../envs/lost-sales.js";
import { defineFamily, type Reference } from "../family.js";
import type { InstanceOptions } from "../options.js";

const known = (instance: Partial<InstanceOptions>, value: number): Reference => ({
  instance,
  quantity: "optimal",
  value,
  tolerance: 1e-5,
  source: "exact value iteration over units by age, independent program",
});

/** Inventory that keeps for some periods only, unmet demand lost: long-run average cost of the best rule and of base stock. */
export const perishable = defineFamily({
  name: "perishable",
  summary: "inventory that keeps for some periods, unmet demand lost: long-run average cost",
  defaults: {
    demand: { law: "poisson", mean: 4 },
    shelfLife: 2,
    leadTime: 1,
    issuing: "oldest",
    holding: 1,
    penalty: 5,
    waste: 7,
    orderingCost: 0,
  },
  quick: [
    {},
    { issuing: "freshest" },
    { shelfLife: 3, leadTime: 0 },
    { demand: { law: "poisson", mean: 3 }, orderingCost: 4 },
  ],
  references: [
    known({ leadTime: 0 }, 4.191733),
    known({}, 5.000257),
    known({ issuing: "freshest" }, 7.047121),
    known({ shelfLife: 3, leadTime: 0 }, 3.312481),
    known({ shelfLife: 3, leadTime: 0, issuing: "freshest" }, 4.434145),
    known({ demand: { law: "poisson", mean: 3 }, orderingCost: 4 }, 8.306552),
  ],
  solve({ demand, ...costs }) {
    const system = { ...costs, demand: lostSalesProblem({ demand: demand.law, mean: demand.mean }).demand };
    const baseStock = bestPerishableLevel(system);
    return [
      { quantity: "optimal", ours: bestPerishable(system).averageCost },
      { quantity: "base-stock", ours: baseStock.averageCost },
      { quantity: "base-stock/level", ours: baseStock.level },
    ];
  },
});
