import type { BoxSpace, RngState } from "../envs/types.js";
import { contextReader } from "./context-reader.js";
import { defineAgent, type EnvFacts, z } from "./define.js";
import { createAdam } from "./math/adam.js";
import { legalOf } from "./math/choose.js";
import { initialiseWeights } from "./math/initialise-weights.js";
import { createLinearPosterior } from "./math/linear-posterior.js";
import { createPerceptron } from "./math/multilayer-perceptron.js";
import { standardiser } from "./math/sample-averages.js";

/**
 * Neural-linear Thompson sampling: a network turns a context into features, on which an arm's reward is a linear model drawn from
 * what is known of it, N(V^-1 b, width^2 V^-1). Every `period` pulls the network is trained on those remembered, towards the rewards
 * of the arms taken, and the linear models are reckoned anew on its new features. An evaluation takes the largest mean.
 *
 * Contexts are as `contextReader` has them: where every arm has one of its own, one linear model serves all. In the market rewards are
 * standardised by the planning log.
 *
 * @see Riquelme, Tucker and Snoek (2018), Deep Bayesian bandits showdown, section 3 (NeuralLinear)
 */
export const neuralLinear = defineAgent({
  summary: "draws linear models over features that a network learns, and takes the action they value most",
  acts: "discrete",
  observes: "box",
  learns: true,
  wants: ["log"],
  params: z.strictObject({
    hidden: z.int().min(1).max(512).default(32).describe("units of both layers of the network"),
    learningRate: z.number().gt(0).max(1).default(0.003).describe("step of Adam"),
    period: z.int().min(1).max(1_000_000).default(100).describe("pulls between two trainings").meta({ unit: "pulls" }),
    steps: z.int().min(1).max(100_000).default(50).describe("mini-batches of a training"),
    batch: z.int().min(1).max(4096).default(32).describe("pulls of a mini-batch"),
    memory: z.int().min(16).max(1_000_000).default(4000).describe("pulls that are remembered").meta({ unit: "pulls" }),
    width: z.number().min(0).max(1000).default(0.5).describe("multiplies the spread of the draws").meta({
      unit: "standard deviations of a reward",
    }),
    ridge: z.number().min(1e-9).max(1e9).default(1).describe("weight of the prior that every coefficient is 0").meta({
      unit: "observations",
    }),
  }),
  misfit: ({ observationSpace }: EnvFacts) =>
    (observationSpace as BoxSpace).low.length > 0 ? undefined : "its observation has no elements to learn from",
  create({ hidden, learningRate, period, steps, batch, memory, width, ridge }, context) {
    const { actions, rng } = context;
    const reader = contextReader(context);
    const { dimension, perArm, startOf } = reader;
    const standardise = standardiser(context.rewardScale);
    const models = perArm ? 1 : actions;
    const rows = Math.max(batch, perArm ? actions : 1);
    const body = createPerceptron({ widths: [dimension, hidden, hidden], hidden: "tanh", output: "tanh", rows });
    const head = createPerceptron({ widths: [hidden, models], hidden: "tanh", rows });
    initialiseWeights(body, rng, { scheme: "glorot" });
    initialiseWeights(head, rng, { scheme: "glorot" });
    const bodyAdam = createAdam(body.parameters.length, { learningRate });
    const headAdam = createAdam(head.parameters.length, { learningRate });
    let posteriors = blank();
    /** the pulls remembered, in a ring: contexts [memory, dimension], arms, rewards */
    const contexts = new Float64Array(memory * dimension);
    const arms = new Int32Array(memory);
    const rewards = new Float64Array(memory);
    let seen = 0;
    const input = new Float64Array(rows * dimension);
    const outward = new Float64Array(rows * models);
    const inward = new Float64Array(rows * hidden);
    const drawn = new Float64Array(hidden);
    let training = true;

    function blank() {
      return Array.from({ length: models }, () => createLinearPosterior(hidden, ridge));
    }

    function train(): void {
      const known = Math.min(seen, memory);
      const size = Math.min(batch, known);
      for (let step = 0; step < steps; step++) {
        const picked = new Int32Array(size);
        for (let r = 0; r < size; r++) {
          picked[r] = rng.int(known);
          for (let i = 0; i < dimension; i++) input[r * dimension + i] = contexts[picked[r] * dimension + i];
        }
        const guess = head.forward(body.forward(input, size), size);
        outward.fill(0);
        for (let r = 0; r < size; r++) {
          const at = r * models + (perArm ? 0 : arms[picked[r]]);
          outward[at] = (guess[at] - rewards[picked[r]]) / size;
        }
        head.gradient.fill(0);
        body.gradient.fill(0);
        head.backward(outward, inward);
        body.backward(inward);
        headAdam.step(head.parameters, head.gradient);
        bodyAdam.step(body.parameters, body.gradient);
      }
      posteriors = blank();
      for (let row = 0; row < known; row++) {
        const features = body.forward(contexts.subarray(row * dimension, (row + 1) * dimension), 1);
        posteriors[perArm ? 0 : arms[row]].update(features, 0, rewards[row]);
      }
    }

    return {
      begin(episode) {
        training = episode.training;
      },
      act(observation, info) {
        const legal = legalOf(info);
        const features = body.forward(reader.read(observation), perArm ? actions : 1);
        let best = -1;
        let bestValue = 0;
        if (training && perArm) posteriors[0].draw(width, rng, drawn);
        for (let arm = 0; arm < actions; arm++) {
          if (legal !== undefined && legal[arm] === 0) continue;
          const posterior = posteriors[perArm ? 0 : arm];
          if (training && !perArm) posterior.draw(width, rng, drawn);
          const start = perArm ? arm * hidden : 0;
          let value = 0;
          if (training) for (let i = 0; i < hidden; i++) value += drawn[i] * features[start + i];
          else value = posterior.predict(features, start);
          if (best < 0 || value > bestValue) {
            best = arm;
            bestValue = value;
          }
        }
        return best;
      },
      learn({ observation, action, reward }) {
        const all = reader.read(observation);
        const at = seen % memory;
        const start = startOf(action);
        for (let i = 0; i < dimension; i++) contexts[at * dimension + i] = all[start + i];
        arms[at] = action;
        rewards[at] = standardise(reward);
        seen += 1;
        if (seen % period === 0) train();
        else {
          const own = contexts.subarray(at * dimension, (at + 1) * dimension);
          posteriors[perArm ? 0 : action].update(body.forward(own, 1), 0, rewards[at]);
        }
      },
      save: () => ({
        body: body.parameters.slice(),
        head: head.parameters.slice(),
        bodyAdam: bodyAdam.save(),
        headAdam: headAdam.save(),
        posteriors: posteriors.map(({ factor, b }) => ({ factor: factor.slice(), b: b.slice() })),
        contexts: contexts.slice(),
        arms: arms.slice(),
        rewards: rewards.slice(),
        seen,
        rng: rng.save(),
      }),
      load(state) {
        body.parameters.set(state.body as Float64Array);
        head.parameters.set(state.head as Float64Array);
        bodyAdam.load(state.bodyAdam as ReturnType<typeof bodyAdam.save>);
        headAdam.load(state.headAdam as ReturnType<typeof headAdam.save>);
        (state.posteriors as { factor: Float64Array; b: Float64Array }[]).forEach(({ factor, b }, model) => {
          posteriors[model].load(factor, b);
        });
        contexts.set(state.contexts as Float64Array);
        arms.set(state.arms as Int32Array);
        rewards.set(state.rewards as Float64Array);
        seen = state.seen as number;
        rng.load(state.rng as RngState);
      },
    };
  },
});
