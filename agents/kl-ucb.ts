import { log } from "../sim/math/elementary.js";
import { defineAgent, z } from "./define.js";
import { legalOf } from "./math/choose.js";
import { sampleAverages } from "./math/sample-averages.js";

/**
 * KL-UCB: the legal arm with the largest mean that its rewards do not contradict,
 *   max q with n KL(mean, q) <= ln t + c ln ln t,
 * KL between Bernoulli laws for rewards in [0, 1]; between normal laws of deviation 1, so q = mean + sqrt(2 (...) / n), where the
 * planning log gives the scale of rewards or one lies outside. Every legal arm is pulled once first; an evaluation takes the largest mean.
 *
 * @see Garivier and Cappé (2011), The KL-UCB algorithm for bounded stochastic bandits and beyond, algorithm 1
 */
export const klUcb = defineAgent({
  summary: "takes the action whose mean could be highest by the likelihood of its rewards",
  acts: "discrete",
  observes: "any",
  learns: true,
  wants: ["log"],
  params: z.strictObject({
    c: z.number().min(0).max(100).default(0).describe("weight of ln ln t in the bound; 0 does best in practice"),
  }),
  create({ c }, context) {
    const arms = sampleAverages(context);
    const { mean, pulls } = arms;
    let bernoulli = context.rewardScale === undefined;
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
        const logTotal = log(arms.total());
        const level = logTotal + (c > 0 ? c * log(Math.max(1, logTotal)) : 0);
        let best = -1;
        let bestBound = 0;
        for (let a = 0; a < mean.length; a++) {
          if (legal !== undefined && legal[a] === 0) continue;
          const bound = bernoulli
            ? bernoulliBound(mean[a], level / pulls[a])
            : mean[a] + Math.sqrt((2 * level) / pulls[a]);
          if (best < 0 || bound > bestBound) {
            best = a;
            bestBound = bound;
          }
        }
        return best;
      },
      learn({ action, reward }) {
        if (!(reward >= 0 && reward <= 1)) bernoulli = false;
        arms.add(action, reward);
      },
      explain: arms.explain,
      save: () => ({ ...arms.save(), bernoulli }),
      load(state) {
        arms.load(state);
        bernoulli = state.bernoulli as boolean;
      },
    };
  },
});

/** Largest q in [mean, 1] with KL(mean, q) <= level, by Newton's steps from above, which never overshoot a convex function. */
function bernoulliBound(mean: number, level: number): number {
  if (mean >= 1) return 1;
  // Pinsker: KL >= 2 (q - mean)^2, so the bound lies below this
  let q = Math.min(mean + Math.sqrt(level / 2), 1 - 1e-12);
  for (let step = 0; step < 30; step++) {
    const divergence = (mean > 0 ? mean * log(mean / q) : 0) + (1 - mean) * log((1 - mean) / (1 - q)) - level;
    if (divergence <= 1e-12) return q;
    const slope = (q - mean) / (q * (1 - q));
    q = Math.max(mean, q - divergence / slope);
  }
  return q;
}
