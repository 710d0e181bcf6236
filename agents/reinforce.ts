import type { AgentState } from "../envs/types.js";
import { createActorCritic, normalise } from "./deep/actor-critic.js";
import { learningRateAt, policyParams } from "./deep/policy-params.js";
import { generalisedAdvantages } from "./deep/rollout.js";
import { defineAgent, z } from "./define.js";
import { networkMisfit } from "./ppo.js";

/**
 * REINFORCE with a baseline: at the end of every episode one step up
 *   sum over t of (G[t] - V(s[t])) ln p(a[t]) + entropy H,
 * G the discounted return from t to the end, the baseline V learnt beside it; differences are made of deviation 1. An episode longer than
 * `longest` is learnt from in parts, a truncated one by the value of what would have come.
 *
 * Departs: the factor discount^t before each term is left out, as everywhere in practice. Actions, masks and rewards are as in `ppo`.
 *
 * @see Williams (1992), Simple statistical gradient-following algorithms; Sutton & Barto (2018), section 13.4
 */
export const reinforce = defineAgent({
  summary: "improves a network's policy after each episode by what every action's return was beyond a baseline",
  acts: "any",
  observes: "any",
  learns: true,
  wants: ["log"],
  params: z.strictObject({
    ...policyParams,
    longest: z
      .int()
      .min(1)
      .max(65_536)
      .default(1000)
      .describe("steps of an episode that are learnt from at once")
      .meta({
        unit: "steps",
      }),
  }),
  misfit: networkMisfit,
  create(params, context) {
    const { discount, entropy, longestGradient, longest } = params;
    const net = createActorCritic(context, { hidden: params.hidden, capacity: longest, batch: longest });
    const { actor, critic, head, rollout } = net;
    const value = new Float64Array(longest);
    const beyond = new Float64Array(longest);
    const outward = new Float64Array(longest * head.outputs);
    const valueOutward = new Float64Array(longest);
    let steps = 0;

    function update(): void {
      const count = rollout.length;
      net.values(value);
      // at lambda 1 advantages are returns less values
      generalisedAdvantages(rollout, value, discount, 1, beyond);
      net.clearGradients();
      critic.forward(rollout.observation, count);
      for (let t = 0; t < count; t++) valueOutward[t] = -beyond[t] / count;
      critic.backward(valueOutward);
      if (count > 1) normalise(beyond, count);
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
          -beyond[t] / count,
          -entropy / count,
          outward,
        );
      actor.backward(outward);
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
        if (transition.terminated || transition.truncated || rollout.length === rollout.capacity) update();
      },
      save: () => ({ net: net.save(), steps }),
      load(state) {
        net.load(state.net as AgentState);
        steps = state.steps as number;
      },
    };
  },
});
