import { log } from "../sim/math/elementary.js";
import { defineAgent, z } from "./define.js";
import { legalOf } from "./math/choose.js";
import { standardiser } from "./math/sample-averages.js";

/**
 * UCB over pulls that count less the older they are, for rewards that drift: with N[a] the discounted pulls of an arm and N their sum,
 * the legal arm with the largest  discounted mean + width sqrt(2 ln N / N[a]),  an arm never pulled first. An evaluation takes the
 * largest discounted mean. In the market rewards are standardised by the planning log.
 *
 * @see Garivier and Moulines (2011), On upper-confidence bound policies for switching bandit problems, section 2.1
 */
export const discountedUcb = defineAgent({
  summary: "takes the action whose mean could be highest, older pulls counting less",
  acts: "discrete",
  observes: "any",
  learns: true,
  wants: ["log"],
  params: z.strictObject({
    keep: z.number().gt(0).max(1).default(0.998).describe("weight of a pull after one more").meta({ unit: "factor" }),
    width: z.number().min(0).max(100).default(1).describe("multiplies the confidence bonus").meta({ unit: "factor" }),
  }),
  create({ keep, width }, { actions, rewardScale }) {
    const standardise = standardiser(rewardScale);
    const sum = new Float64Array(actions);
    const pulls = new Float64Array(actions);
    let training = true;
    return {
      begin(episode) {
        training = episode.training;
      },
      act(_observation, info) {
        const legal = legalOf(info);
        let total = 0;
        for (let a = 0; a < actions; a++) total += pulls[a];
        const twiceLog = 2 * log(Math.max(1, total));
        let best = -1;
        let bestBound = 0;
        for (let a = 0; a < actions; a++) {
          if (legal !== undefined && legal[a] === 0) continue;
          if (training && pulls[a] === 0) return a;
          const bonus = training ? width * Math.sqrt(twiceLog / pulls[a]) : 0;
          const bound = pulls[a] > 0 ? sum[a] / pulls[a] + bonus : Number.NEGATIVE_INFINITY;
          if (best < 0 || bound > bestBound) {
            best = a;
            bestBound = bound;
          }
        }
        return best;
      },
      learn({ action, reward }) {
        for (let a = 0; a < actions; a++) {
          sum[a] *= keep;
          pulls[a] *= keep;
        }
        sum[action] += standardise(reward);
        pulls[action] += 1;
      },
      save: () => ({ sum: sum.slice(), pulls: pulls.slice() }),
      load(state) {
        sum.set(state.sum as Float64Array);
        pulls.set(state.pulls as Float64Array);
      },
    };
  },
});
