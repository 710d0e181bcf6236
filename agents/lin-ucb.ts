import type { BoxSpace, RngState } from "../envs/types.js";
import { contextReader } from "./context-reader.js";
import { AgentError, defineAgent, type EnvFacts, z } from "./define.js";
import { coefficientsOf, rewardUnit, UNIT_NOISE } from "./explanation.js";
import { uniformChances } from "./math/choice-chances.js";
import { legalOf, randomChoice } from "./math/choose.js";
import { createRidge, type Ridge } from "./math/ridge.js";
import { standardiser } from "./math/sample-averages.js";

/**
 * LinUCB: the legal arm with the largest  x'theta + alpha sqrt(x'V^-1 x),  theta and V a ridge regression of reward on the
 * arm's context x; ties are broken towards the first. An evaluation takes the largest x'theta.
 *
 * Contexts are as `contextReader` has them. In the market rewards are standardised by the planning log.
 *
 * @see Li, Chu, Langford & Schapire (2010), "A contextual-bandit approach to personalized news article recommendation",
 *   algorithm 1 (`disjoint`); Chu et al. (2011), algorithm 1 (`shared`)
 */
export const linUcb = defineAgent({
  summary: "takes the action whose reward could be highest by a linear model of what it observes",
  acts: "discrete",
  observes: "box",
  learns: true,
  wants: ["log"],
  params: z.strictObject({
    alpha: z
      .number()
      .min(0)
      .max(1000)
      .default(1)
      .describe("width of the confidence bonus")
      .meta({ unit: "standard deviations of a reward" }),
    ridge: z.number().min(1e-9).max(1e9).default(1).describe("weight of the prior that every coefficient is 0").meta({
      unit: "observations",
    }),
    exploration: z
      .number()
      .min(0)
      .max(1)
      .default(0)
      .describe("probability of a random action")
      .meta({ unit: "probability" }),
    model: z
      .enum(["auto", "shared", "disjoint"])
      .default("auto")
      .describe("one regression for all arms or one an arm; auto: shared where every arm has a context of its own"),
  }),
  misfit: ({ observationSpace }: EnvFacts) =>
    (observationSpace as BoxSpace).low.length > 0 ? undefined : "its observation has no elements to learn from",
  create({ alpha, ridge, exploration, model }, context) {
    const { actions, rng, rewardScale } = context;
    const reader = contextReader(context);
    if (model === "shared" && !reader.perArm)
      throw new AgentError(
        `lin-ucb: model shared needs a context of each arm (a box of ${actions} x d): under one context all arms are equal`,
      );
    const shared = model === "shared" || (model === "auto" && reader.perArm);
    const regressions = Array.from({ length: shared ? 1 : actions }, () => createRidge(reader.dimension, ridge));
    const regressionOf = (arm: number): Ridge => regressions[shared ? 0 : arm];
    const { startOf } = reader;
    const standardise = standardiser(rewardScale);
    const chance = new Float64Array(actions);
    let training = true;

    function highestBound(observation: Float32Array, legal: Uint8Array | undefined): number {
      const features = reader.read(observation);
      const width = training ? alpha : 0;
      let best = -1;
      let bestBound = 0;
      for (let arm = 0; arm < actions; arm++) {
        if (legal !== undefined && legal[arm] === 0) continue;
        const regression = regressionOf(arm);
        let bound = regression.predict(features, startOf(arm));
        if (width > 0) bound += width * Math.sqrt(regression.variance(features, startOf(arm)));
        if (best < 0 || bound > bestBound) {
          best = arm;
          bestBound = bound;
        }
      }
      return best;
    }

    return {
      begin(episode) {
        training = episode.training;
      },
      act(observation, info) {
        const legal = legalOf(info);
        if (training && exploration > 0 && rng.uniform() < exploration) return randomChoice(actions, rng, legal);
        return highestBound(observation, legal);
      },
      chances(observation, info) {
        const legal = legalOf(info);
        const explored = training ? exploration : 0;
        uniformChances(actions, { legal }, chance);
        for (let arm = 0; arm < actions; arm++) chance[arm] *= explored;
        chance[highestBound(observation, legal)] += 1 - explored;
        return chance;
      },
      learn({ observation, action, reward }) {
        regressionOf(action).update(reader.read(observation), startOf(action), standardise(reward));
      },
      explain: () =>
        regressions.map(({ theta, inverse }, index) =>
          coefficientsOf(reader, context.slots, {
            choice: shared ? null : index,
            mean: theta,
            deviation: theta.map((_, i) => Math.sqrt(inverse[i * theta.length + i])),
            unit: rewardUnit(rewardScale),
            interval: UNIT_NOISE,
          }),
        ),
      save: () => ({
        regressions: regressions.map(({ theta, inverse }) => ({ theta: theta.slice(), inverse: inverse.slice() })),
        rng: rng.save(),
      }),
      load(state) {
        (state.regressions as Pick<Ridge, "theta" | "inverse">[]).forEach(({ theta, inverse }, index) => {
          regressions[index].theta.set(theta);
          regressions[index].inverse.set(inverse);
        });
        rng.load(state.rng as RngState);
      },
    };
  },
});
