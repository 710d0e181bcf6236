import type { RngState } from "../envs/types.js";
import { defineAgent, z } from "./define.js";
import { type DiscretiserName, discretisers, stateReader } from "./discretise.js";
import { argmaxOfRow, legalOf, maxOfRow, type Row, randomChoice } from "./math/choose.js";
import { standardiser } from "./math/sample-averages.js";

const halfLife = (doc: string, unit: string) =>
  z.number().min(0).max(1e12).default(0).describe(`${doc}; 0: it stays constant`).meta({ unit });

/**
 * Tabular Q-learning, exploring epsilon-greedily with ties drawn:
 *   Q[s,a] += step (r + discount max_a' Q[s',a'] - Q[s,a]),  the max over legal a', and 0 where s' ends the task
 *
 * A truncated episode still bootstraps. A Discrete observation is the state; a Box observation is read through a named
 * discretiser. In the market rewards are standardised by the planning log, so that 0, where the table starts, is an
 * average day. An evaluation takes the best action, the first of equals.
 *
 * @see Watkins (1989); Sutton & Barto (2018), section 6.5
 */
export const qLearning = defineAgent({
  summary: "learns a table of what each action is worth in each state, and takes the best or explores",
  acts: "discrete",
  observes: "any",
  learns: true,
  wants: ["log"],
  params: z.strictObject({
    stepSize: z
      .number()
      .gt(0)
      .max(1)
      .default(0.1)
      .describe("part of the error corrected at an update")
      .meta({ unit: "share" }),
    stepSizeHalfLife: halfLife(
      "updates of a table entry after which its step size has halved, harmonically",
      "updates",
    ),
    exploration: z
      .number()
      .min(0)
      .max(1)
      .default(0.1)
      .describe("probability of a random action")
      .meta({ unit: "probability" }),
    explorationHalfLife: halfLife("actions after which exploration has halved, harmonically", "actions"),
    discount: z
      .number()
      .min(0)
      .max(1)
      .default(0.95)
      .describe("worth today of a reward of 1 a step later")
      .meta({ unit: "factor" }),
    discretiser: z
      .enum(Object.keys(discretisers) as [DiscretiserName, ...DiscretiserName[]])
      .default("campaign-stock")
      .describe("how a Box observation becomes a state; a Discrete one needs none"),
  }),
  create(params, { observationSpace, slots, actions, rng, rewardScale }) {
    const { stepSize, stepSizeHalfLife, exploration, explorationHalfLife, discount } = params;
    const { states, stateOf } = stateReader(params.discretiser, observationSpace, slots);
    const standardise = standardiser(rewardScale);
    const value = new Float64Array(states * actions);
    const updates = new Float64Array(stepSizeHalfLife > 0 ? states * actions : 0);
    const row: Row = { start: 0, count: actions };
    let taken = 0;
    let training = true;

    return {
      begin(episode) {
        training = episode.training;
      },
      act(observation, info) {
        const legal = legalOf(info);
        row.start = stateOf(observation as number | Float32Array) * actions;
        row.legal = legal;
        row.rng = training ? rng : undefined;
        if (!training) return argmaxOfRow(value, row);
        const chance =
          explorationHalfLife > 0 ? (exploration * explorationHalfLife) / (explorationHalfLife + taken) : exploration;
        taken += 1;
        return rng.uniform() < chance ? randomChoice(actions, rng, legal) : argmaxOfRow(value, row);
      },
      learn({ observation, action, reward, nextObservation, terminated, info }) {
        const entry = stateOf(observation as number | Float32Array) * actions + action;
        let target = standardise(reward);
        if (!terminated) {
          row.start = stateOf(nextObservation as number | Float32Array) * actions;
          row.legal = legalOf(info);
          target += discount * maxOfRow(value, row);
        }
        let step = stepSize;
        if (stepSizeHalfLife > 0) {
          step *= stepSizeHalfLife / (stepSizeHalfLife + updates[entry]);
          updates[entry] += 1;
        }
        value[entry] += step * (target - value[entry]);
      },
      save: () => ({ value: value.slice(), updates: updates.slice(), taken, rng: rng.save() }),
      load(state) {
        value.set(state.value as Float64Array);
        updates.set(state.updates as Float64Array);
        taken = state.taken as number;
        rng.load(state.rng as RngState);
      },
    };
  },
});
