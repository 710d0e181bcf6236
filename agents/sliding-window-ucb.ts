import { log } from "../sim/math/elementary.js";
import { defineAgent, z } from "./define.js";
import { legalOf } from "./math/choose.js";
import { standardiser } from "./math/sample-averages.js";

/**
 * UCB over the last `window` pulls, for rewards that drift: the legal arm with the largest
 *   mean over the window + width sqrt(2 ln min(t, window) / n over the window),
 * an arm without a pull in the window first. An evaluation takes the largest mean over the window. In the market rewards are
 * standardised by the planning log.
 *
 * @see Garivier and Moulines (2011), On upper-confidence bound policies for switching bandit problems, section 2.2 (width there sqrt(xi / 2))
 */
export const slidingWindowUcb = defineAgent({
  summary: "takes the action whose mean could be highest, by its latest pulls alone",
  acts: "discrete",
  observes: "any",
  learns: true,
  wants: ["log"],
  params: z.strictObject({
    window: z.int().min(2).max(1_000_000).default(500).describe("pulls that are remembered").meta({ unit: "pulls" }),
    width: z.number().min(0).max(100).default(1).describe("multiplies the confidence bonus").meta({ unit: "factor" }),
  }),
  create({ window, width }, { actions, rewardScale }) {
    const standardise = standardiser(rewardScale);
    /** the pulls remembered, the oldest at `oldest` */
    const arm = new Int32Array(window);
    const reward = new Float64Array(window);
    const sum = new Float64Array(actions);
    const pulls = new Float64Array(actions);
    let oldest = 0;
    let length = 0;
    let training = true;

    function add(action: number, value: number): void {
      if (length === window) {
        sum[arm[oldest]] -= reward[oldest];
        pulls[arm[oldest]] -= 1;
        if (pulls[arm[oldest]] === 0) sum[arm[oldest]] = 0;
        oldest = (oldest + 1) % window;
        length -= 1;
      }
      const at = (oldest + length) % window;
      arm[at] = action;
      reward[at] = value;
      sum[action] += value;
      pulls[action] += 1;
      length += 1;
    }

    return {
      begin(episode) {
        training = episode.training;
      },
      act(_observation, info) {
        const legal = legalOf(info);
        const twiceLog = length > 0 ? 2 * log(length) : 0;
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
      learn: ({ action, reward }) => add(action, standardise(reward)),
      save: () => ({
        arm: arm.slice(),
        reward: reward.slice(),
        sum: sum.slice(),
        pulls: pulls.slice(),
        oldest,
        length,
      }),
      load(state) {
        arm.set(state.arm as Int32Array);
        reward.set(state.reward as Float64Array);
        sum.set(state.sum as Float64Array);
        pulls.set(state.pulls as Float64Array);
        oldest = state.oldest as number;
        length = state.length as number;
      },
    };
  },
});
