import { createActionTable, tabularParams } from "./action-table.js";
import { defineAgent, z } from "./define.js";

/**
 * SARSA over n steps, on the policy that explores:
 *   G = r[t+1] + discount r[t+2] + ... + discount^n Q[s[t+n], a[t+n]],  Q[s[t],a[t]] += step (G - Q[s[t],a[t]])
 *
 * The next action is drawn when the step before it is learnt, and then taken. At the end of an episode the steps still waiting
 * are updated with what came; a truncated episode bootstraps from its last state.
 *
 * @see Rummery & Niranjan (1994); Sutton & Barto (2018), sections 6.4 and 7.2
 */
export const sarsa = defineAgent({
  summary: "learns what actions are worth under its own exploring, over one or several steps",
  acts: "discrete",
  observes: "any",
  learns: true,
  wants: ["log"],
  params: z.strictObject({
    ...tabularParams,
    steps: z.int().min(1).max(1000).default(1).describe("rewards seen before a value is bootstrapped").meta({
      unit: "steps",
    }),
  }),
  create(params, context) {
    const { discount, steps } = params;
    const table = createActionTable(params, context);
    const { value } = table;
    /** the last steps, oldest first in a ring: entries of the table and rewards */
    const entries = new Int32Array(steps);
    const rewards = new Float64Array(steps);
    let oldest = 0;
    let waiting = 0;
    /** the action drawn for the state to come, -1 none */
    let next = -1;
    /** what it was drawn from */
    const drawnFrom = new Float64Array(context.actions);
    let training = true;

    /** Updates the oldest step by its rewards and `tail`, the value after the last of them. */
    function update(tail: number): void {
      let target = tail;
      for (let i = waiting - 1; i >= 0; i--) target = rewards[(oldest + i) % steps] + discount * target;
      const entry = entries[oldest];
      value[entry] += table.stepOf(entry) * (target - value[entry]);
      oldest = (oldest + 1) % steps;
      waiting -= 1;
    }

    return {
      begin(episode) {
        table.begin(episode);
        ({ training } = episode);
        if (!training) return;
        waiting = 0;
        next = -1;
      },
      act(observation, info) {
        if (!training) return table.choose(table.rowOf(observation), info);
        const action = next >= 0 ? next : table.choose(table.rowOf(observation), info);
        next = -1;
        return action;
      },
      chances: (observation, info) =>
        training && next >= 0 ? drawnFrom : table.chancesAt(table.rowOf(observation), info),
      learn({ observation, action, reward, nextObservation, terminated, truncated, info }) {
        const at = (oldest + waiting) % steps;
        entries[at] = table.rowOf(observation) + action;
        rewards[at] = table.standardise(reward);
        waiting += 1;
        let tail = 0;
        if (!terminated) {
          const row = table.rowOf(nextObservation);
          drawnFrom.set(table.chancesAt(row, info));
          next = table.choose(row, info);
          tail = value[row + next];
        }
        if (waiting === steps && !terminated) update(tail);
        if (terminated || truncated) while (waiting > 0) update(tail);
      },
      explain: table.explain,
      save: () => ({
        ...table.save(),
        next,
        waiting: Array.from({ length: waiting }, (_, i) => {
          const at = (oldest + i) % steps;
          return { entry: entries[at], reward: rewards[at] };
        }),
      }),
      load(state) {
        table.load(state);
        next = state.next as number;
        const kept = state.waiting as readonly { entry: number; reward: number }[];
        oldest = 0;
        waiting = kept.length;
        kept.forEach(({ entry, reward }, i) => {
          entries[i] = entry;
          rewards[i] = reward;
        });
      },
    };
  },
});
