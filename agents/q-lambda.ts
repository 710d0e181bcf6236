import { createActionTable, tabularParams } from "./action-table.js";
import { defineAgent, z } from "./define.js";
import { legalOf, maxOfRow, type Row } from "./math/choose.js";

/**
 * Watkins's Q(lambda): an error is credited also to the steps that led here, by traces that fade with discount lambda a step and
 * end where the agent explores, as what follows is then not what its best policy would bring:
 *   error = r + discount max_a' Q[s',a'] - Q[s,a],  e[s,a] = 1,  Q += step error e,  e *= discount lambda
 *
 * Traces replace rather than add up, and are dropped below 1e-6.
 *
 * @see Watkins (1989); Singh & Sutton (1996) for replacing traces; Sutton & Barto (2018), section 12.10
 */
export const qLambda = defineAgent({
  summary: "learns action values and credits each error to the steps that led to it",
  acts: "discrete",
  observes: "any",
  learns: true,
  wants: ["log"],
  params: z.strictObject({
    ...tabularParams,
    lambda: z
      .number()
      .min(0)
      .max(1)
      .default(0.8)
      .describe("part of a trace that is there a step later, but for the discount")
      .meta({
        unit: "factor",
      }),
  }),
  create(params, context) {
    const { discount, lambda } = params;
    const table = createActionTable(params, context);
    const { value } = table;
    const row: Row = { start: 0, count: context.actions };
    const trace = new Float64Array(value.length);
    /** entries whose trace is not 0, the first `live` of them */
    const entries = new Int32Array(value.length);
    let live = 0;
    /** whether the action taken was a best one when it was chosen */
    let greedy = true;
    let training = true;

    function forget(): void {
      for (let i = 0; i < live; i++) trace[entries[i]] = 0;
      live = 0;
    }

    return {
      begin(episode) {
        table.begin(episode);
        ({ training } = episode);
        if (training) forget();
      },
      act(observation, info) {
        const start = table.rowOf(observation);
        const action = table.choose(start, info);
        if (!training) return action;
        row.start = start;
        row.legal = legalOf(info);
        greedy = value[start + action] === maxOfRow(value, row);
        return action;
      },
      chances: (observation, info) => table.chancesAt(table.rowOf(observation), info),
      learn({ observation, action, reward, nextObservation, terminated, info }) {
        const entry = table.rowOf(observation) + action;
        if (!greedy) forget();
        let error = table.standardise(reward) - value[entry];
        if (!terminated) {
          row.start = table.rowOf(nextObservation);
          row.legal = legalOf(info);
          error += discount * maxOfRow(value, row);
        }
        if (trace[entry] === 0) {
          entries[live] = entry;
          live += 1;
        }
        trace[entry] = 1;
        const step = table.stepOf(entry) * error;
        const fade = discount * lambda;
        let kept = 0;
        for (let i = 0; i < live; i++) {
          const at = entries[i];
          value[at] += step * trace[at];
          trace[at] *= fade;
          if (trace[at] < 1e-6) trace[at] = 0;
          else {
            entries[kept] = at;
            kept += 1;
          }
        }
        live = kept;
      },
      explain: table.explain,
      save: () => ({ ...table.save(), trace: trace.slice(), greedy }),
      load(state) {
        table.load(state);
        forget();
        trace.set(state.trace as Float64Array);
        greedy = state.greedy as boolean;
        for (let at = 0; at < trace.length; at++) {
          if (trace[at] === 0) continue;
          entries[live] = at;
          live += 1;
        }
      },
    };
  },
});
