import type { AgentState } from "../envs/types.js";
import { createActorCritic } from "./deep/actor-critic.js";
import { learningRateAt, policyParams } from "./deep/policy-params.js";
import { generalisedAdvantages } from "./deep/rollout.js";
import { defineAgent, z } from "./define.js";
import { networkMisfit } from "./ppo.js";

/**
 * Advantage actor-critic: after every few steps one step down
 *   -A ln p(a) - entropy H + (V - return)^2 / 2,
 * A the advantages over those steps, by rewards and, at their end, by the value of what comes.
 *
 * The synchronous form of A3C with one env; Adam in the place of RMSprop. Actions, masks, truncation and rewards are as in `ppo`.
 *
 * @see Mnih et al. (2016), Asynchronous methods for deep reinforcement learning, algorithm S3; Sutton & Barto (2018), section 13.5
 */
export const a2c = defineAgent({
  summary: "improves a network's policy every few steps by what they brought beyond its expectation",
  acts: "any",
  observes: "any",
  learns: true,
  wants: ["log"],
  params: z.strictObject({
    ...policyParams,
    rollout: z
      .int()
      .min(1)
      .max(65_536)
      .default(16)
      .describe("steps played between two updates")
      .meta({ unit: "steps" }),
    lambda: z
      .number()
      .min(0)
      .max(1)
      .default(0.95)
      .describe("how far advantages look ahead by rewards rather than values"),
  }),
  misfit: networkMisfit,
  create(params, context) {
    const { discount, lambda, entropy, longestGradient, rollout: capacity } = params;
    const net = createActorCritic(context, { hidden: params.hidden, capacity, batch: capacity });
    const { actor, critic, head, rollout } = net;
    const value = new Float64Array(capacity);
    const advantage = new Float64Array(capacity);
    const outward = new Float64Array(capacity * head.outputs);
    const valueOutward = new Float64Array(capacity);
    let steps = 0;

    function update(): void {
      net.values(value);
      generalisedAdvantages(rollout, value, discount, lambda, advantage);
      const count = rollout.length;
      net.clearGradients();
      const output = actor.forward(rollout.observation, count);
      outward.fill(0);
      for (let t = 0; t < count; t++)
        head.addGradient(
          output,
          t * head.outputs,
          rollout.mask,
          t * head.choices,
          rollout.action,
          t * head.slots,
          -advantage[t] / count,
          -entropy / count,
          outward,
        );
      actor.backward(outward);
      critic.forward(rollout.observation, count);
      for (let t = 0; t < count; t++) valueOutward[t] = -advantage[t] / count;
      critic.backward(valueOutward);
      net.descend(learningRateAt(params, steps), longestGradient);
      rollout.length = 0;
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
      save: () => ({ net: net.save(), steps }),
      load(state) {
        net.load(state.net as AgentState);
        steps = state.steps as number;
      },
    };
  },
});
