import type { RngState } from "../envs/types.js";
import { defineAgent, z } from "./define.js";
import { greedyChances } from "./math/choice-chances.js";
import { argmax, legalOf, randomChoice } from "./math/choose.js";
import { sampleAverages } from "./math/sample-averages.js";

/**
 * Epsilon-greedy over sample-average action values; every legal action is taken once first, in order, and ties are drawn.
 * An evaluation takes the best. In the market rewards are standardised by the planning log.
 *
 * @see Sutton & Barto (2018), section 2.4
 */
export const epsilonGreedy = defineAgent({
  summary: "takes the best action so far, or with a fixed probability a random one",
  acts: "discrete",
  observes: "any",
  learns: true,
  wants: ["log"],
  params: z.strictObject({
    exploration: z
      .number()
      .min(0)
      .max(1)
      .default(0.1)
      .describe("probability of a random action")
      .meta({ unit: "probability" }),
  }),
  create({ exploration }, context) {
    const { actions, rng } = context;
    const arms = sampleAverages(context);
    const chance = new Float64Array(actions);
    let training = true;
    return {
      begin(episode) {
        training = episode.training;
      },
      act(_observation, info) {
        const legal = legalOf(info);
        if (!training) return arms.best(legal);
        const untried = arms.untried(legal);
        if (untried >= 0) return untried;
        return rng.uniform() < exploration ? randomChoice(actions, rng, legal) : argmax(arms.mean, legal, rng);
      },
      chances(_observation, info) {
        const legal = legalOf(info);
        const untried = training ? arms.untried(legal) : -1;
        const sure = training ? untried : arms.best(legal);
        if (sure < 0) greedyChances({ values: arms.mean, legal, exploration, drawsTies: true }, chance);
        else {
          chance.fill(0);
          chance[sure] = 1;
        }
        return chance;
      },
      learn: ({ action, reward }) => arms.add(action, reward),
      explain: arms.explain,
      save: () => ({ arms: arms.save(), rng: rng.save() }),
      load(state) {
        arms.load(state.arms as ReturnType<typeof arms.save>);
        rng.load(state.rng as RngState);
      },
    };
  },
});
