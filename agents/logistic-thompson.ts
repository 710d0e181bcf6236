import type { BoxSpace, RngState } from "../envs/types.js";
import { sigmoid } from "../sim/math/elementary.js";
import { contextReader } from "./context-reader.js";
import { defineAgent, type EnvFacts, z } from "./define.js";
import { coefficientsOf } from "./explanation.js";
import { legalOf } from "./math/choose.js";
import { standardiser } from "./math/sample-averages.js";

/** Newton's steps on one observation's posterior; each halves the error many times over. */
const STEPS = 8;
/** Standard deviations of a reward that become the ends of 0 to 1, where its scale is known. */
const REACH = 2;

/**
 * Logistic Thompson sampling: coefficients with independent normal beliefs N(m[i], 1 / q[i]), drawn at every choice; the legal arm of
 * the largest x'w is taken. A reward in [0, 1] is learnt as its share of successes, by the mode of the posterior
 *   sum q[i] (w[i] - m[i])^2 / 2 - r ln s - (1 - r) ln(1 - s),  s = sigmoid(x'w),  then  q[i] += x[i]^2 s (1 - s)
 *
 * Where the planning log gives the scale of rewards, r is how far a reward lies between 2
 * deviations below and above the mean; it is cut to [0, 1]. An
 * evaluation takes the largest x'm. Contexts are as `contextReader` has them.
 *
 * @see Chapelle and Li (2011), An empirical evaluation of Thompson sampling, algorithm 3
 */
export const logisticThompson = defineAgent({
  summary: "draws a logistic model of success and takes the action that it thinks likeliest to succeed",
  acts: "discrete",
  observes: "box",
  learns: true,
  wants: ["log"],
  params: z.strictObject({
    ridge: z.number().min(1e-9).max(1e9).default(5).describe("precision of the prior that every coefficient is 0"),
    width: z
      .number()
      .min(0)
      .max(1000)
      .default(1)
      .describe("multiplies the spread of the draws")
      .meta({ unit: "factor" }),
  }),
  misfit: ({ observationSpace }: EnvFacts) =>
    (observationSpace as BoxSpace).low.length > 0 ? undefined : "its observation has no elements to learn from",
  create({ ridge, width }, context) {
    const { actions, rng, rewardScale } = context;
    const reader = contextReader(context);
    const { dimension, perArm, startOf } = reader;
    const models = perArm ? 1 : actions;
    const mean = new Float64Array(models * dimension);
    const precision = new Float64Array(models * dimension).fill(ridge);
    const standardise = standardiser(rewardScale);
    const drawn = new Float64Array(dimension);
    let training = true;

    function draw(model: number): void {
      for (let i = 0; i < dimension; i++) {
        const at = model * dimension + i;
        drawn[i] = training ? mean[at] + (width * rng.normal()) / Math.sqrt(precision[at]) : mean[at];
      }
    }

    return {
      begin(episode) {
        training = episode.training;
      },
      act(observation, info) {
        const legal = legalOf(info);
        const features = reader.read(observation);
        let best = -1;
        let bestValue = 0;
        if (perArm) draw(0);
        for (let arm = 0; arm < actions; arm++) {
          if (legal !== undefined && legal[arm] === 0) continue;
          if (!perArm) draw(arm);
          const start = startOf(arm);
          let value = 0;
          for (let i = 0; i < dimension; i++) value += drawn[i] * features[start + i];
          if (best < 0 || value > bestValue) {
            best = arm;
            bestValue = value;
          }
        }
        return best;
      },
      learn({ observation, action, reward }) {
        const scaled = rewardScale === undefined ? reward : 0.5 + standardise(reward) / (2 * REACH);
        const r = Math.min(1, Math.max(0, scaled));
        const features = reader.read(observation);
        const start = startOf(action);
        const first = (perArm ? 0 : action) * dimension;
        // the mode moves along x / q alone: w = m + move x / q, one number to find
        let at = 0;
        let reach = 0;
        for (let i = 0; i < dimension; i++) {
          const x = features[start + i];
          at += mean[first + i] * x;
          reach += (x * x) / precision[first + i];
        }
        let move = 0;
        for (let step = 0; step < STEPS; step++) {
          const s = sigmoid(at + move * reach);
          move -= (move - (r - s)) / (1 + reach * s * (1 - s));
        }
        const s = sigmoid(at + move * reach);
        for (let i = 0; i < dimension; i++) {
          const x = features[start + i];
          mean[first + i] += (move * x) / precision[first + i];
          precision[first + i] += x * x * s * (1 - s);
        }
      },
      explain: () =>
        Array.from({ length: models }, (_, model) =>
          coefficientsOf(reader, context.slots, {
            choice: perArm ? null : model,
            mean: mean.subarray(model * dimension, (model + 1) * dimension),
            deviation: precision.slice(model * dimension, (model + 1) * dimension).map((q) => 1 / Math.sqrt(q)),
            unit: "log-odds of success",
            interval: "of independent normal beliefs",
          }),
        ),
      save: () => ({ mean: mean.slice(), precision: precision.slice(), rng: rng.save() }),
      load(state) {
        mean.set(state.mean as Float64Array);
        precision.set(state.precision as Float64Array);
        rng.load(state.rng as RngState);
      },
    };
  },
});
