import type { BoxSpace, RngState } from "../envs/types.js";
import { contextReader } from "./context-reader.js";
import { defineAgent, type EnvFacts, z } from "./define.js";
import { coefficientsOf, rewardUnit, UNIT_NOISE } from "./explanation.js";
import { legalOf } from "./math/choose.js";
import { createLinearPosterior } from "./math/linear-posterior.js";
import { standardiser } from "./math/sample-averages.js";

/**
 * Linear Thompson sampling: draws coefficients from what is known of them, N(V^-1 b, width^2 V^-1), and takes the legal arm whose
 * context they value most; one regression for all arms where each has a context of its own, else one an arm. An evaluation
 * takes the largest mean.
 *
 * Contexts are as `contextReader` has them. In the market rewards are standardised by the planning log.
 *
 * @see Agrawal and Goyal (2013), Thompson sampling for contextual bandits with linear payoffs, algorithm 1
 */
export const linTs = defineAgent({
  summary: "draws a linear model of what it observes and takes the action that this model values most",
  acts: "discrete",
  observes: "box",
  learns: true,
  wants: ["log"],
  params: z.strictObject({
    width: z
      .number()
      .min(0)
      .max(1000)
      .default(0.5)
      .describe("multiplies the spread of the draws")
      .meta({ unit: "standard deviations of a reward" }),
    ridge: z.number().min(1e-9).max(1e9).default(1).describe("weight of the prior that every coefficient is 0").meta({
      unit: "observations",
    }),
  }),
  misfit: ({ observationSpace }: EnvFacts) =>
    (observationSpace as BoxSpace).low.length > 0 ? undefined : "its observation has no elements to learn from",
  create({ width, ridge }, context) {
    const { actions, rng } = context;
    const reader = contextReader(context);
    const { dimension, startOf } = reader;
    const posteriors = Array.from({ length: reader.perArm ? 1 : actions }, () =>
      createLinearPosterior(dimension, ridge),
    );
    const posteriorOf = (arm: number) => posteriors[reader.perArm ? 0 : arm];
    const standardise = standardiser(context.rewardScale);
    const drawn = new Float64Array(dimension);
    let training = true;

    return {
      begin(episode) {
        training = episode.training;
      },
      act(observation, info) {
        const legal = legalOf(info);
        const features = reader.read(observation);
        let best = -1;
        let bestValue = 0;
        if (training && reader.perArm) posteriors[0].draw(width, rng, drawn);
        for (let arm = 0; arm < actions; arm++) {
          if (legal !== undefined && legal[arm] === 0) continue;
          if (training && !reader.perArm) posteriors[arm].draw(width, rng, drawn);
          const start = startOf(arm);
          let value = 0;
          if (training) for (let i = 0; i < dimension; i++) value += drawn[i] * features[start + i];
          else value = posteriorOf(arm).predict(features, start);
          if (best < 0 || value > bestValue) {
            best = arm;
            bestValue = value;
          }
        }
        return best;
      },
      learn({ observation, action, reward }) {
        posteriorOf(action).update(reader.read(observation), startOf(action), standardise(reward));
      },
      explain: () =>
        posteriors.map(({ mean, deviation }, index) =>
          coefficientsOf(reader, context.slots, {
            choice: reader.perArm ? null : index,
            mean,
            deviation: deviation(),
            unit: rewardUnit(context.rewardScale),
            interval: UNIT_NOISE,
          }),
        ),
      save: () => ({
        posteriors: posteriors.map(({ factor, b }) => ({ factor: factor.slice(), b: b.slice() })),
        rng: rng.save(),
      }),
      load(state) {
        (state.posteriors as { factor: Float64Array; b: Float64Array }[]).forEach(({ factor, b }, index) => {
          posteriors[index].load(factor, b);
        });
        rng.load(state.rng as RngState);
      },
    };
  },
});
