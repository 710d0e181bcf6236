import type { RngState } from "../envs/types.js";
import { exp } from "../sim/math/elementary.js";
import { defineAgent, z } from "./define.js";
import { weightedChances } from "./math/choice-chances.js";
import { legalOf } from "./math/choose.js";
import { drawByWeight } from "./math/draw-by-weight.js";
import { sampleAverages } from "./math/sample-averages.js";

/**
 * Boltzmann exploration: an arm with probability in proportion to exp(mean / temperature), over sample averages of the legal
 * arms, 0 for an arm never pulled. An evaluation takes the largest mean. In the market rewards are standardised by the
 * planning log.
 *
 * @see Sutton & Barto (2018), section 2.8; Cesa-Bianchi, Gentile, Lugosi & Neu (2017), Boltzmann exploration done right, on its limits
 */
export const softmax = defineAgent({
  summary: "draws actions by the exponential of their mean rewards so far",
  acts: "discrete",
  observes: "any",
  learns: true,
  wants: ["log"],
  params: z.strictObject({
    temperature: z
      .number()
      .gt(0)
      .max(1000)
      .default(0.1)
      .describe("difference of means that makes an action e times as likely")
      .meta({ unit: "rewards, or standard deviations of one" }),
  }),
  create({ temperature }, context) {
    const { actions, rng } = context;
    const arms = sampleAverages(context);
    const { mean } = arms;
    const weight = new Float64Array(actions);
    const chance = new Float64Array(actions);
    let training = true;
    const weigh = (legal: Uint8Array | undefined) => {
      const open = (arm: number) => legal === undefined || legal[arm] === 1;
      let most = Number.NEGATIVE_INFINITY;
      for (let arm = 0; arm < actions; arm++) if (open(arm)) most = Math.max(most, mean[arm]);
      for (let arm = 0; arm < actions; arm++) weight[arm] = open(arm) ? exp((mean[arm] - most) / temperature) : 0;
    };
    return {
      begin(episode) {
        training = episode.training;
      },
      act(_observation, info) {
        const legal = legalOf(info);
        if (!training) return arms.best(legal);
        weigh(legal);
        return drawByWeight(weight, rng);
      },
      chances(_observation, info) {
        const legal = legalOf(info);
        if (training) {
          weigh(legal);
          weightedChances(weight, chance);
        } else {
          chance.fill(0);
          chance[arms.best(legal)] = 1;
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
