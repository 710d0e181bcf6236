import type { AgentState } from "../envs/types.js";
import { exp } from "../sim/math/elementary.js";
import { createActorCritic, normalise } from "./deep/actor-critic.js";
import { learningRateAt, policyParams } from "./deep/policy-params.js";
import { generalisedAdvantages } from "./deep/rollout.js";
import { defineAgent, type EnvFacts, z } from "./define.js";
import { shuffleRows } from "./math/shuffle-rows.js";

/**
 * Proximal policy optimisation: after every `rollout` steps some passes over them in mini-batches, down the loss
 *   -min(ratio A, clip(ratio, 1 - clip, 1 + clip) A) - entropy H + (V - return)^2 / 2,
 *   ratio = p(a) / p_old(a),  A generalised advantages, made of mean 0 and deviation 1 in each mini-batch
 *
 * It acts in discrete, multi-discrete (slots independent given the observation) and box spaces, within masks. A truncated episode
 * bootstraps. In the market rewards are standardised by the planning log. An evaluation takes the likeliest action.
 *
 * Details kept of the 37 that matter: separate networks (13), orthogonal weights (2), Adam's epsilon 1e-5 (3), advantages by GAE (5),
 * shuffled mini-batches (6), normalised advantages (7), the clipped objective (8), an entropy bonus (10), gradients cut to a length (11).
 * Departs: one env at a time; the learning rate falls harmonically where it falls (4); no clipping of the value's loss (9), which did not
 * help in Andrychowicz et al. (2021).
 *
 * @see Schulman, Wolski, Dhariwal, Radford & Klimov (2017), Proximal policy optimization algorithms; Huang et al. (2022), The 37
 *   implementation details of proximal policy optimization, whose numbers stand above
 */
export const ppo = defineAgent({
  summary: "improves a network's policy by small trusted steps over what it has just played",
  acts: "any",
  observes: "any",
  learns: true,
  wants: ["log"],
  params: z.strictObject({
    ...policyParams,
    rollout: z
      .int()
      .min(2)
      .max(1_000_000)
      .default(512)
      .describe("steps played between two updates")
      .meta({ unit: "steps" }),
    epochs: z.int().min(1).max(100).default(4).describe("passes over them"),
    batch: z.int().min(2).max(65_536).default(64).describe("steps of a mini-batch"),
    lambda: z
      .number()
      .min(0)
      .max(1)
      .default(0.95)
      .describe("how far advantages look ahead by rewards rather than values"),
    clip: z
      .number()
      .gt(0)
      .max(10)
      .default(0.2)
      .describe("change of an action's probability beyond which nothing is gained"),
  }),
  misfit: networkMisfit,
  create(params, context) {
    const { discount, lambda, clip, epochs, entropy, longestGradient } = params;
    const batch = Math.min(params.batch, params.rollout);
    const net = createActorCritic(context, { hidden: params.hidden, capacity: params.rollout, batch });
    const { actor, critic, head, rollout, rng, size } = net;
    const value = new Float64Array(rollout.capacity);
    const advantage = new Float64Array(rollout.capacity);
    const order = Int32Array.from({ length: rollout.capacity }, (_, t) => t);
    const input = new Float64Array(batch * size);
    const gain = new Float64Array(batch);
    const outward = new Float64Array(batch * head.outputs);
    const valueOutward = new Float64Array(batch);
    let steps = 0;

    function update(): void {
      net.values(value);
      generalisedAdvantages(rollout, value, discount, lambda, advantage);
      for (let epoch = 0; epoch < epochs; epoch++) {
        shuffleRows(order, rng);
        for (let from = 0; from < order.length; from += batch)
          descend(order.subarray(from, Math.min(from + batch, order.length)));
      }
      rollout.length = 0;
    }

    function descend(rows: Int32Array): void {
      const count = rows.length;
      for (let r = 0; r < count; r++) {
        const t = rows[r];
        for (let i = 0; i < size; i++) input[r * size + i] = rollout.observation[t * size + i];
        gain[r] = advantage[t];
      }
      if (count > 1) normalise(gain, count);
      net.clearGradients();
      const output = actor.forward(input, count);
      outward.fill(0);
      for (let r = 0; r < count; r++) {
        const t = rows[r];
        const at = r * head.outputs;
        const maskAt = t * head.choices;
        const keptAt = t * head.slots;
        const now = head.logProbability(output, at, rollout.mask, maskAt, rollout.action, keptAt);
        const ratio = exp(now - rollout.logProbability[t]);
        const spent = gain[r] > 0 ? ratio > 1 + clip : ratio < 1 - clip;
        const byLog = spent ? 0 : (-gain[r] * ratio) / count;
        head.addGradient(output, at, rollout.mask, maskAt, rollout.action, keptAt, byLog, -entropy / count, outward);
      }
      actor.backward(outward);
      const guess = critic.forward(input, count);
      for (let r = 0; r < count; r++) valueOutward[r] = (guess[r] - advantage[rows[r]] - value[rows[r]]) / count;
      critic.backward(valueOutward);
      net.descend(learningRateAt(params, steps), longestGradient);
    }

    return {
      begin: net.begin,
      act: net.act,
      ...(net.chances && { chances: net.chances }),
      learn(transition) {
        net.keep(transition);
        steps += 1;
        if (rollout.length === rollout.capacity) update();
      },
      save: () => ({ net: net.save(), order: order.slice(), steps }),
      load(state) {
        net.load(state.net as AgentState);
        order.set(state.order as Int32Array);
        steps = state.steps as number;
      },
    };
  },
});

/** Why a network of one policy cannot play an env. */
export function networkMisfit({ observationSpace, actionSpace }: EnvFacts): string | undefined {
  if (actionSpace.kind === "dict")
    return "it gives one action, the env takes one for every lever; joint: gives each its own";
  if (observationSpace.kind === "dict" || observationSpace.kind === "multi-discrete")
    return "it reads a box or a discrete observation";
  if (actionSpace.kind === "box" && [...actionSpace.low, ...actionSpace.high].some((bound) => !Number.isFinite(bound)))
    return "its normal policy needs bounds of every number";
  return undefined;
}
