import { log } from "../sim/math/elementary.js";
import { defineAgent, z } from "./define.js";
import { legalOf } from "./math/choose.js";
import { sampleAverages } from "./math/sample-averages.js";

/**
 * UCB1: the legal arm with the largest  mean + width sqrt(2 ln t / n),  t the pulls of all arms so far and n its own; every
 * legal arm is pulled once first, in order; ties go to the first. An evaluation takes the largest mean.
 *
 * The bound is for rewards in [0, 1]. In the market rewards are standardised by the planning log, so `width` is in
 * standard deviations of a usual reward.
 *
 * @see Auer, Cesa-Bianchi & Fischer (2002), "Finite-time analysis of the multiarmed bandit problem", figure 1
 */
export const ucb1 = defineAgent({
  summary: "takes the action whose mean reward could be highest, by an upper confidence bound",
  acts: "discrete",
  observes: "any",
  learns: true,
  wants: ["log"],
  params: z.strictObject({
    width: z.number().min(0).max(100).default(1).describe("multiplies the confidence bonus").meta({ unit: "factor" }),
  }),
  create({ width }, context) {
    const arms = sampleAverages(context);
    const { mean, pulls } = arms;
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
        const twiceLog = 2 * log(arms.total());
        let best = -1;
        let bestBound = 0;
        for (let a = 0; a < mean.length; a++) {
          if (legal !== undefined && legal[a] === 0) continue;
          const bound = mean[a] + width * Math.sqrt(twiceLog / pulls[a]);
          if (best < 0 || bound > bestBound) {
            best = a;
            bestBound = bound;
          }
        }
        return best;
      },
      learn: ({ action, reward }) => arms.add(action, reward),
      explain: arms.explain,
      save: arms.save,
      load: arms.load,
    };
  },
});
