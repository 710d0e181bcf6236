import { policyValue, valueIteration } from "../../../agents/math/value-iteration.js";
import { frozenLakeProcess, type LAKES } from "../../../envs/frozen-lake.js";
import { taxiProcess } from "../../../envs/taxi.js";
import { windyGridProcess } from "../../../envs/windy-grid.js";
import { defineFamily } from "../family.js";

const EXACT = "exact value iteration, independent program";

/** Values of the slippery lake, solved. */
export const frozenLake = defineFamily({
  name: "frozen-lake",
  summary:
    "the slippery lake: value of the start, best chance within `steps`, and that of the stationary greedy policy",
  defaults: { map: "4x4", discount: 0.99, steps: 100 },
  quick: [{ map: "4x4" }, { map: "8x8", steps: 200 }],
  references: [
    { instance: {}, quantity: "value/start", value: 0.542026, tolerance: 1e-6, source: EXACT },
    { instance: {}, quantity: "success/best", value: 0.74419, tolerance: 1e-6, source: EXACT },
    { instance: {}, quantity: "success/greedy", value: 0.740165, tolerance: 1e-6, source: EXACT },
  ],
  solve({ map, discount, steps }) {
    const lake = frozenLakeProcess({ map: map as keyof typeof LAKES });
    const start = lake.start.findIndex((chance) => chance > 0);
    const { value, policy } = valueIteration(lake, discount);
    return [
      { quantity: "value/start", ours: value[start] },
      { quantity: "success/best", ours: valueIteration(lake, 1, { horizon: steps }).value[start] },
      { quantity: "success/greedy", ours: policyValue(lake, policy, 1, steps)[start] },
    ];
  },
});

/** The taxi, solved. */
export const taxi = defineFamily({
  name: "taxi",
  summary: "the taxi: mean value over its 300 starts",
  defaults: { discount: 1 },
  quick: [{}],
  references: [{ instance: {}, quantity: "value/start", value: 7.93, tolerance: 1e-9, source: EXACT }],
  solve({ discount }) {
    const town = taxiProcess();
    const { value } = valueIteration(town, discount);
    return [{ quantity: "value/start", ours: value.reduce((sum, v, state) => sum + v * town.start[state], 0) }];
  },
});

/** The windy grid, solved. */
export const windyGrid = defineFamily({
  name: "windy-grid",
  summary: "the windy grid: best return",
  defaults: { discount: 1 },
  quick: [{}],
  references: [
    {
      instance: {},
      quantity: "value/start",
      value: -15,
      tolerance: 1e-9,
      source: "Sutton & Barto (2018), example 6.5",
    },
  ],
  solve({ discount }) {
    const grid = windyGridProcess();
    const start = grid.start.findIndex((chance) => chance > 0);
    return [{ quantity: "value/start", ours: valueIteration(grid, discount).value[start] }];
  },
});
