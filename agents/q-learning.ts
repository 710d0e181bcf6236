import { createActionTable, tabularParams } from "./action-table.js";
import { defineAgent, z } from "./define.js";
import { legalOf, maxOfRow, type Row } from "./math/choose.js";

/**
 * Tabular Q-learning, exploring epsilon-greedily with ties drawn:
 *   Q[s,a] += step (r + discount max_a' Q[s',a'] - Q[s,a]),  the max over legal a', and 0 where s' ends the task
 *
 * A truncated episode still bootstraps. An evaluation takes the best action, the first of equals.
 *
 * @see Watkins (1989); Sutton & Barto (2018), section 6.5; `createActionTable` for states and rewards
 */
export const qLearning = defineAgent({
  summary: "learns a table of what each action is worth in each state, and takes the best or explores",
  acts: "discrete",
  observes: "any",
  learns: true,
  wants: ["log"],
  params: z.strictObject(tabularParams),
  create(params, context) {
    const { discount } = params;
    const table = createActionTable(params, context);
    const { value } = table;
    const row: Row = { start: 0, count: context.actions };
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
          target += discount * maxOfRow(value, row);
        }
        value[entry] += table.stepOf(entry) * (target - value[entry]);
      },
      explain: table.explain,
      save: table.save,
      load: table.load,
    };
  },
});
