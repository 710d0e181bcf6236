import { createActionTable, tabularParams } from "./action-table.js";
import { defineAgent, z } from "./define.js";
import { legalOf, maxOfRow, type Row } from "./math/choose.js";

/**
 * Expected SARSA: SARSA with the mean over the actions to come in the place of the one drawn,
 *   Q[s,a] += step (r + discount sum over a' of pi(a' | s') Q[s',a'] - Q[s,a]),
 * pi being epsilon-greedy over the legal actions. Best actions that tie share the greedy part, which leaves the mean as it is.
 *
 * @see van Seijen, van Hasselt, Whiteson & Wiering (2009); Sutton & Barto (2018), section 6.6
 */
export const expectedSarsa = defineAgent({
  summary: "learns what actions are worth in mean over its own exploring",
  acts: "discrete",
  observes: "any",
  learns: true,
  wants: ["log"],
  params: z.strictObject(tabularParams),
  create(params, context) {
    const { discount } = params;
    const { actions } = context;
    const table = createActionTable(params, context);
    const { value } = table;
    const row: Row = { start: 0, count: actions };
    return {
      begin: table.begin,
      act: (observation, info) => table.choose(table.rowOf(observation), info),
      chances: (observation, info) => table.chancesAt(table.rowOf(observation), info),
      learn({ observation, action, reward, nextObservation, terminated, info }) {
        const entry = table.rowOf(observation) + action;
        let target = table.standardise(reward);
        if (!terminated) {
          row.start = table.rowOf(nextObservation);
          row.legal = legalOf(info);
          let sum = 0;
          let open = 0;
          for (let next = 0; next < actions; next++) {
            if (row.legal !== undefined && row.legal[next] === 0) continue;
            sum += value[row.start + next];
            open += 1;
          }
          const random = table.exploration();
          target += discount * ((1 - random) * maxOfRow(value, row) + (random * sum) / open);
        }
        value[entry] += table.stepOf(entry) * (target - value[entry]);
      },
      explain: table.explain,
      save: table.save,
      load: table.load,
    };
  },
});
