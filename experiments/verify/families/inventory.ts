import { countDistribution } from "../../../agents/math/count-distribution.js";
import { type InventoryProblem, solveFiniteHorizon } from "../../../agents/math/finite-horizon.js";
import { bestReorderPolicy } from "../../../agents/math/reorder-point.js";
import { lostSalesProblem } from "../../../envs/lost-sales.js";
import { defineFamily } from "../family.js";
import type { DemandLaw } from "../options.js";

const SCIPY = "SciPy and NumPy, independent program";

const ITERATION = "exact value iteration, independent program";

const FREE: InventoryProblem = {
  demand: [],
  price: 0,
  unitCost: 0,
  orderingCost: 0,
  holdingCost: 0,
  unmetCost: 0,
  salvageValue: 0,
  caseSize: 1,
  maxCases: 1000,
  leadTime: 0,
  capacity: 100,
};

function lawOf({ law, mean }: DemandLaw): Float64Array {
  return law === "poisson" ? countDistribution(mean) : lostSalesProblem({ demand: law, mean }).demand;
}
/** So many units for certain. */
const certainly = (units: number) => Float64Array.from({ length: units + 1 }, (_, n) => (n === units ? 1 : 0));

/** One period, one order. */
export const newsvendor = defineFamily({
  name: "newsvendor",
  summary: "one order before one period: cost of what is left and of what lacks",
  defaults: { demand: { law: "poisson", mean: 50 }, holding: 0.18, penalty: 0.7 },
  quick: [{}],
  references: [
    { instance: {}, quantity: "optimal", value: 1.797235, tolerance: 1e-6, source: SCIPY },
    { instance: {}, quantity: "base-stock/level", value: 56, tolerance: 0, source: SCIPY },
  ],
  solve({ demand, holding, penalty }) {
    const law = lawOf(demand);
    const capacity = law.length;
    const plan = solveFiniteHorizon({
      ...FREE,
      demand: [law],
      holdingCost: holding,
      unmetCost: penalty,
      capacity,
      maxCases: capacity,
    });
    return [
      { quantity: "optimal", ours: -plan.value[0] },
      { quantity: "base-stock/level", ours: plan.order[0] },
    ];
  },
});

/** Unmet demand waits, orders cost something. */
export const reorderPoint = defineFamily({
  name: "reorder-point",
  summary: "(s, S) under review every period, unmet demand waits: long-run average cost",
  defaults: { demand: { law: "poisson", mean: 10 }, leadTime: 0, orderingCost: 64, holding: 1, penalty: 9 },
  quick: [{}, { leadTime: 2 }],
  references: [
    { instance: { leadTime: 2 }, quantity: "optimal", value: 37.064354, tolerance: 1e-5, source: ITERATION },
    { instance: { leadTime: 2 }, quantity: "reorder-point", value: 26, tolerance: 0, source: ITERATION },
    { instance: { leadTime: 2 }, quantity: "order-up-to", value: 62, tolerance: 0, source: ITERATION },
    { instance: {}, quantity: "optimal", value: 35.021555, tolerance: 1e-6, source: SCIPY },
    { instance: {}, quantity: "reorder-point", value: 6, tolerance: 0, source: SCIPY },
    { instance: {}, quantity: "order-up-to", value: 40, tolerance: 0, source: SCIPY },
  ],
  solve({ demand, leadTime, orderingCost, holding, penalty }) {
    const policy = bestReorderPolicy({ demand: lawOf(demand), leadTime, orderingCost, holding, penalty });
    return [
      { quantity: "optimal", ours: policy.averageCost },
      { quantity: "reorder-point", ours: policy.reorderPoint },
      { quantity: "order-up-to", ours: policy.orderUpTo },
    ];
  },
});

/** Some periods with an end, orders at once, unmet demand lost. */
export const finiteHorizon = defineFamily({
  name: "finite-horizon",
  summary: "some periods with an end, orders at once, unmet demand lost: most profit from stock 0 and from `stock`",
  defaults: {
    demand: { law: "poisson", mean: 5 },
    periods: 5,
    price: 10,
    unitCost: 5,
    orderingCost: 10,
    holding: 1,
    capacity: 20,
    stock: 10,
  },
  quick: [{}],
  references: [
    { instance: {}, quantity: "value/0", value: 67.383899, tolerance: 1e-6, source: SCIPY },
    { instance: {}, quantity: "value/stock", value: 126.897386, tolerance: 1e-6, source: SCIPY },
  ],
  solve({ demand, periods, price, unitCost, orderingCost, holding, capacity, stock }) {
    if (stock > capacity) throw new RangeError(`finite-horizon: stock ${stock} is above the capacity ${capacity}`);
    const law = lawOf(demand);
    const plan = solveFiniteHorizon({
      ...FREE,
      demand: Array.from({ length: periods }, () => law),
      price,
      unitCost,
      orderingCost,
      holdingCost: holding,
      capacity,
      maxCases: capacity,
    });
    return [
      { quantity: "value/0", ours: plan.value[0] },
      { quantity: "value/stock", ours: plan.value[stock] },
    ];
  },
});

/** The articles' stock plan: demand is certain. */
export const stockPlan = defineFamily({
  name: "stock-plan",
  summary: "the article's example: certain demand, stock 100, cost 100, price 200, holding 10: most profit of 10 days",
  defaults: { wants: new Array(10).fill(50), stock: 100, price: 200, unitCost: 100, holding: 10, orderingCost: 0 },
  quick: [{}, { orderingCost: 501 }],
  references: [
    { instance: {}, quantity: "optimal", value: 59_500, tolerance: 1e-6, source: SCIPY },
    { instance: { orderingCost: 501 }, quantity: "optimal", value: 55_496, tolerance: 1e-6, source: SCIPY },
  ],
  solve({ wants, stock, price, unitCost, holding, orderingCost }) {
    const capacity = stock + wants.reduce((sum, units) => sum + units, 0);
    const plan = solveFiniteHorizon({
      ...FREE,
      demand: wants.map(certainly),
      price,
      unitCost,
      orderingCost,
      holdingCost: holding,
      capacity,
      maxCases: capacity,
    });
    return [{ quantity: "optimal", ours: plan.value[stock] }];
  },
});

/** Dynamic lot sizing: all demand must be met. */
export const wagnerWhitin = defineFamily({
  name: "wagner-whitin",
  summary: "certain demand that must be met: least cost of orders and of what is kept",
  defaults: { wants: [90, 120, 80, 70], holding: 2, orderingCost: 500 },
  quick: [{}],
  references: [
    {
      instance: {},
      quantity: "optimal",
      value: 1380,
      tolerance: 1e-9,
      source: "by hand: orders 210, 0, 150, 0; Wagner and Whitin (1958), Management Science 5(1)",
    },
  ],
  solve({ wants, holding, orderingCost }) {
    const capacity = wants.reduce((sum, units) => sum + units, 0);
    // dearer than any plan that meets all demand
    const unmetCost = 1 + (orderingCost + holding * capacity) * wants.length;
    const plan = solveFiniteHorizon({
      ...FREE,
      demand: wants.map(certainly),
      orderingCost,
      holdingCost: holding,
      unmetCost,
      capacity,
      maxCases: capacity,
    });
    return [{ quantity: "optimal", ours: -plan.value[0] }];
  },
});
