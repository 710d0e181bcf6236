import type { RngState } from "../envs/types.js";
import { createActionTable, tabularParams } from "./action-table.js";
import { defineAgent, z } from "./define.js";
import { argmaxOfRow, legalOf, type Row } from "./math/choose.js";

/**
 * Double Q-learning: two tables, of which a fair coin picks one to update with the other's value of its own best action,
 *   A[s,a] += step (r + discount B[s', argmax_a' A[s',a']] - A[s,a]),
 * so that no table judges its own luckiest estimate. Actions are chosen epsilon-greedily by A + B.
 *
 * @see van Hasselt (2010), Double Q-learning; Sutton & Barto (2018), section 6.7
 */
export const doubleQLearning = defineAgent({
  summary: "learns two tables of action values, each judged by the other, against too high hopes",
  acts: "discrete",
  observes: "any",
  learns: true,
  wants: ["log"],
  params: z.strictObject(tabularParams),
  create(params, context) {
    const { discount } = params;
    const { actions, rng } = context;
    const table = createActionTable(params, context);
    const first = new Float64Array(table.value.length);
    const second = new Float64Array(table.value.length);
    /** first + second, which is what actions are chosen by */
    const sum = table.value;
    const row: Row = { start: 0, count: actions, rng };
    return {
      begin: table.begin,
      act: (observation, info) => table.choose(table.rowOf(observation), info),
      chances: (observation, info) => table.chancesAt(table.rowOf(observation), info),
      learn({ observation, action, reward, nextObservation, terminated, info }) {
        const entry = table.rowOf(observation) + action;
        const heads = rng.uniform() < 0.5;
        const own = heads ? first : second;
        const other = heads ? second : first;
        let target = table.standardise(reward);
        if (!terminated) {
          row.start = table.rowOf(nextObservation);
          row.legal = legalOf(info);
          target += discount * other[row.start + argmaxOfRow(own, row)];
        }
        own[entry] += table.stepOf(entry) * (target - own[entry]);
        sum[entry] = first[entry] + second[entry];
      },
      explain: table.explain,
      save: () => ({ ...table.save(), first: first.slice(), second: second.slice() }),
      load(state) {
        table.load(state);
        first.set(state.first as Float64Array);
        second.set(state.second as Float64Array);
        rng.load(state.rng as RngState);
      },
    };
  },
});
