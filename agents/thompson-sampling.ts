import type { Rng, RngState } from "../envs/types.js";
import { defineAgent, z } from "./define.js";
import { NORMAL_95, rewardUnit } from "./explanation.js";
import { sampleBeta } from "./math/beta.js";
import { argmax, legalOf } from "./math/choose.js";
import { standardiser } from "./math/sample-averages.js";

/**
 * Thompson sampling: one draw of every legal arm's posterior mean reward, then the arm with the largest draw. An
 * evaluation takes the largest posterior mean, the first of equals.
 *
 * bernoulli: Beta(1, 1) prior; a reward r in [0, 1] counts as r successes and 1 - r failures. Left to itself (`auto`) it
 * turns gaussian at the first reward outside.
 * gaussian: rewards of known standard deviation 1 after standardising, prior Normal(0, priorDeviation^2):
 *   posterior precision  1 / priorDeviation^2 + n,  posterior mean  sum / precision
 *
 * @see Russo et al. (2018), "A tutorial on Thompson sampling", algorithms 3.2 and section 4
 */
export const thompsonSampling = defineAgent({
  summary: "draws how good each action could be from what it knows and takes the best draw",
  acts: "discrete",
  observes: "any",
  learns: true,
  wants: ["log"],
  params: z.strictObject({
    rewards: z
      .enum(["auto", "bernoulli", "gaussian"])
      .default("auto")
      .describe(
        "the model of rewards; auto: bernoulli until the planning log or a reward outside 0 to 1 says otherwise",
      ),
    priorDeviation: z
      .number()
      .min(1e-6)
      .max(1e6)
      .default(1)
      .describe("gaussian: prior standard deviation of an action's mean reward")
      .meta({ unit: "standard deviations of a reward" }),
  }),
  create({ rewards, priorDeviation }, { actions, rng, rewardScale }) {
    let gaussian = rewards === "gaussian" || (rewards === "auto" && rewardScale !== undefined);
    const standardise = standardiser(rewards === "bernoulli" ? undefined : rewardScale);
    const pulls = new Float64Array(actions);
    /** of rewards, standardised where their scale is known */
    const sum = new Float64Array(actions);
    const value = new Float64Array(actions);
    const priorPrecision = 1 / (priorDeviation * priorDeviation);
    let training = true;

    const posteriorMean = (a: number) =>
      gaussian ? sum[a] / (priorPrecision + pulls[a]) : (1 + sum[a]) / (2 + pulls[a]);
    const draw = (a: number, stream: Rng) =>
      gaussian
        ? posteriorMean(a) + stream.normal() / Math.sqrt(priorPrecision + pulls[a])
        : sampleBeta(1 + sum[a], 1 + pulls[a] - sum[a], stream);

    return {
      begin(episode) {
        training = episode.training;
      },
      act(_observation, info) {
        const legal = legalOf(info);
        for (let a = 0; a < actions; a++) {
          if (legal === undefined || legal[a] === 1) value[a] = training ? draw(a, rng) : posteriorMean(a);
        }
        return argmax(value, legal);
      },
      learn({ action, reward }) {
        if (!gaussian && !(reward >= 0 && reward <= 1)) {
          if (rewards === "bernoulli")
            throw new RangeError(
              `thompson-sampling: bernoulli rewards lie in [0, 1], got ${reward}; set rewards: gaussian`,
            );
          gaussian = true;
        }
        pulls[action] += 1;
        sum[action] += standardise(reward);
      },
      explain: () => [
        {
          kind: "means",
          part: [],
          unit: rewardUnit(rewards === "bernoulli" ? undefined : rewardScale),
          interval: `of the posterior, ${gaussian ? "rewards varying by 1 of that unit" : "by the normal law"}`,
          choices: Array.from(pulls, (n, a) => {
            const estimate = posteriorMean(a);
            const variance = gaussian ? 1 / (priorPrecision + n) : (estimate * (1 - estimate)) / (3 + n);
            const spread = NORMAL_95 * Math.sqrt(variance);
            const low = estimate - spread;
            const high = estimate + spread;
            const ends = gaussian ? { low, high } : { low: Math.max(0, low), high: Math.min(1, high) };
            return { estimate, ...ends, pulls: n };
          }),
        },
      ],
      save: () => ({ gaussian, pulls: pulls.slice(), sum: sum.slice(), rng: rng.save() }),
      load(state) {
        gaussian = state.gaussian as boolean;
        pulls.set(state.pulls as Float64Array);
        sum.set(state.sum as Float64Array);
        rng.load(state.rng as RngState);
      },
    };
  },
});
