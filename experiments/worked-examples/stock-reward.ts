import { valueIteration } from "../../agents/math/value-iteration.js";
import type { FiniteProcess } from "../../envs/types.js";
import type { WorkedExample } from "./worked-example.js";

const MOST = 10;
const DISCOUNT = 0.9;

/** The reward 1 - (s + a) / 10 of stock s and order a, solved. */
export async function stockReward(): Promise<WorkedExample> {
  const { value, policy } = valueIteration(stockProcess(), DISCOUNT);
  return {
    name: "stock-dependent reward",
    problem:
      "stock s from 0 to 10, order a, reward 1 - (s + a) / 10. Assumed: s + a at most 10, one unit sold a day, so that " +
      "s becomes s + a - 1 and not below 0; discount .9; value iteration",
    figures: [
      { name: "best order with stock 0, 1, ..., 10", ours: Array.from(policy).join(" "), article: null },
      { name: "value of stock 0", ours: value[0], article: null },
      { name: "value of stock 5", ours: value[5], article: null },
      { name: "value of stock 10", ours: value[MOST], article: null },
    ],
    remark:
      "The best policy never orders: the reward pays for an empty shelf and knows nothing of sales. An agent that learns it " +
      "sells out and stays so, at 1 a day, 1 / (1 - .9) = 10 in all.",
  };
}

export function stockProcess(): FiniteProcess {
  const states = MOST + 1;
  const actions = MOST + 1;
  const entries = states * actions;
  const legal = new Uint8Array(entries);
  const next = new Int32Array(entries);
  const reward = new Float64Array(entries);
  for (let stock = 0; stock < states; stock++)
    for (let order = 0; order < actions; order++) {
      const at = stock * actions + order;
      legal[at] = stock + order <= MOST ? 1 : 0;
      next[at] = Math.min(MOST, Math.max(0, stock + order - 1));
      reward[at] = 1 - (stock + order) / 10;
    }
  const start = new Float64Array(states);
  start[0] = 1;
  return {
    states,
    actions,
    start,
    legal,
    first: Int32Array.from({ length: entries + 1 }, (_, at) => at),
    probability: new Float64Array(entries).fill(1),
    next,
    reward,
    ends: new Uint8Array(entries),
  };
}
