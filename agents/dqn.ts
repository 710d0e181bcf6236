import type { RngState } from "../envs/types.js";
import { observationVector } from "./deep/observation-vector.js";
import { learningRateAt, policyParams } from "./deep/policy-params.js";
import { createReplayMemory } from "./deep/replay-memory.js";
import { defineAgent, type EnvFacts, z } from "./define.js";
import { clipLength, createAdam } from "./math/adam.js";
import { greedyChances } from "./math/choice-chances.js";
import { argmax, legalOf, randomChoice } from "./math/choose.js";
import { initialiseWeights } from "./math/initialise-weights.js";
import { createPerceptron } from "./math/multilayer-perceptron.js";
import { standardiser } from "./math/sample-averages.js";

/**
 * Deep Q-learning with its usual improvements, each of which can be switched off: from a memory of steps mini-batches go down the Huber
 * loss of
 *   r + discount^n Q_target(s', argmax_a Q(s', a)) - Q(s, a),  r summed over n steps, the argmax over legal actions
 *
 * double: the action is chosen by the network and valued by the target, else both by the target. duelling: Q = V + A - mean A. priority:
 * steps are drawn in proportion to their error to that power, their gradients weighed against it. Actions are epsilon-greedy, random
 * less and less often. After each update the target goes a part of the way to the network. A truncated episode bootstraps. In the market rewards are standardised by the planning log. An evaluation takes
 * the best legal action.
 *
 * @see Mnih et al. (2015), Human-level control through deep reinforcement learning; van Hasselt, Guez & Silver (2016) for double; Wang et
 *   al. (2016) for duelling; Schaul et al. (2016) for priority; Hessel et al. (2018), Rainbow, for them together; Lillicrap et al. (2016),
 *   section 3, for the target's way
 */
export const dqn = defineAgent({
  summary: "learns by a network what actions are worth, from a memory of steps",
  acts: "discrete",
  observes: "any",
  learns: true,
  wants: ["log"],
  params: z.strictObject({
    hidden: z.int().min(1).max(1024).default(64).describe("units of each of two layers"),
    learningRate: policyParams.learningRate,
    learningRateHalfLife: z
      .number()
      .min(0)
      .max(1e12)
      .default(20_000)
      .describe("actions after which that step has halved, harmonically; 0: it stays constant")
      .meta({ unit: "actions" }),
    discount: z.number().min(0).max(1).default(0.99).describe("worth today of a reward of 1 a step later").meta({
      unit: "factor",
    }),
    exploration: z.number().min(0).max(1).default(1).describe("probability of a random action at the start").meta({
      unit: "probability",
    }),
    explorationHalfLife: z
      .number()
      .gt(0)
      .max(1e12)
      .default(1000)
      .describe("actions after which it has halved, harmonically")
      .meta({
        unit: "actions",
      }),
    leastExploration: z.number().min(0).max(1).default(0.01).describe("probability that it never falls below").meta({
      unit: "probability",
    }),
    memory: z
      .int()
      .min(2)
      .max(10_000_000)
      .default(50_000)
      .describe("steps that are remembered")
      .meta({ unit: "steps" }),
    batch: z.int().min(1).max(65_536).default(64).describe("steps of a mini-batch"),
    warmUp: z
      .int()
      .min(1)
      .max(10_000_000)
      .default(500)
      .describe("steps before the first update")
      .meta({ unit: "steps" }),
    every: z.int().min(1).max(65_536).default(1).describe("steps between two updates").meta({ unit: "steps" }),
    targetStep: z
      .number()
      .gt(0)
      .max(1)
      .default(0.005)
      .describe("part of the way that the target goes to the network after an update")
      .meta({ unit: "share" }),
    steps: z
      .int()
      .min(1)
      .max(100)
      .default(1)
      .describe("rewards summed before a value is bootstrapped")
      .meta({ unit: "steps" }),
    double: z.boolean().default(true).describe("the network chooses, the target values"),
    duelling: z.boolean().default(false).describe("a state's value and its actions' advantages apart"),
    priority: z
      .number()
      .min(0)
      .max(1)
      .default(0)
      .describe("power of a step's error in how often it is drawn; 0: all alike"),
    longestGradient: z.number().gt(0).max(1e9).default(10).describe("length that the gradient is cut to"),
  }),
  misfit: ({ observationSpace }: EnvFacts) =>
    observationSpace.kind === "box" || observationSpace.kind === "discrete"
      ? undefined
      : "it reads a box or a discrete observation",
  create(params, context) {
    const { discount, batch, steps, double, duelling } = params;
    const { actions, rng } = context;
    const reader = observationVector(context);
    const { size } = reader;
    const standardise = standardiser(context.rewardScale);
    const outputs = actions + (duelling ? 1 : 0);
    const shape = { widths: [size, params.hidden, params.hidden, outputs], hidden: "relu", rows: batch } as const;
    const network = createPerceptron(shape);
    const target = createPerceptron(shape);
    initialiseWeights(network, rng, { scheme: "spread" });
    target.parameters.set(network.parameters);
    const adam = createAdam(network.parameters.length);
    const memory = createReplayMemory(params.memory, size, actions, params.priority);
    const picked = new Int32Array(batch);
    const importance = new Float64Array(batch);
    const input = new Float64Array(batch * size);
    const nextInput = new Float64Array(batch * size);
    const outward = new Float64Array(batch * outputs);
    const goal = new Float64Array(batch);
    const value = new Float64Array(actions);
    const chance = new Float64Array(actions);
    const row = new Float64Array(size);
    /** the last steps, not yet n old: observations [steps, size], actions, rewards */
    const waitingObservation = new Float64Array(steps * size);
    const waitingAction = new Int32Array(steps);
    const waitingReward = new Float64Array(steps);
    let waiting = 0;
    let taken = 0;
    let training = true;

    /** Action values out of a row of a network's outputs. */
    function valuesOf(output: Float64Array, r: number): void {
      const at = r * outputs;
      let shift = 0;
      if (duelling) {
        let sum = 0;
        for (let a = 0; a < actions; a++) sum += output[at + a];
        shift = output[at + actions] - sum / actions;
      }
      for (let a = 0; a < actions; a++) value[a] = output[at + a] + shift;
    }

    /** Remembers the oldest waiting step with what came since. */
    function remember(nextObservation: unknown, terminated: boolean, mask: Uint8Array | undefined): void {
      const place = memory.push();
      let sum = 0;
      let factor = 1;
      for (let i = 0; i < waiting; i++) {
        sum += factor * waitingReward[i];
        factor *= discount;
      }
      memory.observation.set(waitingObservation.subarray(0, size), place * size);
      memory.action[place] = waitingAction[0];
      memory.reward[place] = sum;
      memory.ahead[place] = terminated ? 0 : factor;
      reader.write(nextObservation, memory.next, place * size);
      const first = place * actions;
      if (mask === undefined) memory.mask.fill(1, first, first + actions);
      else memory.mask.set(mask, first);
      waitingObservation.copyWithin(0, size);
      waitingAction.copyWithin(0, 1);
      waitingReward.copyWithin(0, 1);
      waiting -= 1;
    }

    function update(): void {
      const count = Math.min(batch, memory.length);
      memory.draw(count, 0.5, rng, picked, importance);
      const { observation, next } = memory;
      for (let r = 0; r < count; r++) {
        const from = picked[r] * size;
        for (let i = 0; i < size; i++) {
          input[r * size + i] = observation[from + i];
          nextInput[r * size + i] = next[from + i];
        }
      }
      const valued = target.forward(nextInput, count);
      const choosing = double ? network.forward(nextInput, count) : valued;
      for (let r = 0; r < count; r++) {
        const legal = memory.mask.subarray(picked[r] * actions, (picked[r] + 1) * actions);
        goal[r] = memory.reward[picked[r]];
        if (memory.ahead[picked[r]] === 0) continue;
        valuesOf(choosing, r);
        const best = argmax(value, legal);
        if (double) valuesOf(valued, r);
        goal[r] += memory.ahead[picked[r]] * value[best];
      }
      const output = network.forward(input, count);
      outward.fill(0);
      for (let r = 0; r < count; r++) {
        valuesOf(output, r);
        const action = memory.action[picked[r]];
        const error = value[action] - goal[r];
        memory.weigh(picked[r], error);
        // Huber's slope
        const slope = (importance[r] * Math.min(1, Math.max(-1, error))) / count;
        outward[r * outputs + action] += slope;
        if (!duelling) continue;
        for (let a = 0; a < actions; a++) outward[r * outputs + a] -= slope / actions;
        outward[r * outputs + actions] += slope;
      }
      network.gradient.fill(0);
      network.backward(outward);
      clipLength(network.gradient, params.longestGradient);
      adam.step(network.parameters, network.gradient, learningRateAt(params, taken));
      const aim = target.parameters;
      for (let i = 0; i < aim.length; i++) aim[i] += params.targetStep * (network.parameters[i] - aim[i]);
    }

    /** probability that the next action is random */
    function exploration(): number {
      const halved = (params.exploration * params.explorationHalfLife) / (params.explorationHalfLife + taken);
      return Math.max(params.leastExploration, halved);
    }

    return {
      begin(episode) {
        training = episode.training;
        if (training) waiting = 0;
      },
      act(observation, info) {
        const legal = legalOf(info);
        if (training) {
          const explored = exploration();
          taken += 1;
          if (rng.uniform() < explored) return randomChoice(actions, rng, legal);
        }
        reader.write(observation, row, 0);
        valuesOf(network.forward(row, 1), 0);
        return argmax(value, legal);
      },
      chances(observation, info) {
        reader.write(observation, row, 0);
        valuesOf(network.forward(row, 1), 0);
        const explored = training ? exploration() : 0;
        greedyChances({ values: value, legal: legalOf(info), exploration: explored, drawsTies: false }, chance);
        return chance;
      },
      learn({ observation, action, reward, nextObservation, terminated, truncated, info }) {
        reader.write(observation, waitingObservation, waiting * size);
        waitingAction[waiting] = action;
        waitingReward[waiting] = standardise(reward);
        waiting += 1;
        const legal = legalOf(info);
        if (waiting === steps) remember(nextObservation, terminated, legal);
        if (terminated || truncated) while (waiting > 0) remember(nextObservation, terminated, legal);
        if (memory.length >= params.warmUp && taken % params.every === 0) update();
      },
      save: () => ({
        network: network.parameters.slice(),
        target: target.parameters.slice(),
        adam: adam.save(),
        memory: memory.save(),
        waitingObservation: waitingObservation.slice(),
        waitingAction: waitingAction.slice(),
        waitingReward: waitingReward.slice(),
        waiting,
        taken,
        rng: rng.save(),
      }),
      load(state) {
        network.parameters.set(state.network as Float64Array);
        target.parameters.set(state.target as Float64Array);
        adam.load(state.adam as ReturnType<typeof adam.save>);
        memory.load(state.memory as ReturnType<typeof memory.save>);
        waitingObservation.set(state.waitingObservation as Float64Array);
        waitingAction.set(state.waitingAction as Int32Array);
        waitingReward.set(state.waitingReward as Float64Array);
        waiting = state.waiting as number;
        taken = state.taken as number;
        rng.load(state.rng as RngState);
      },
    };
  },
});
