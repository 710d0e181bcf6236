import type { AgentContext, AgentState, Info, RngState, Transition, Value } from "../../envs/types.js";
import { clipLength, createAdam } from "../math/adam.js";
import { initialiseWeights } from "../math/initialise-weights.js";
import { createPerceptron } from "../math/multilayer-perceptron.js";
import { standardiser } from "../math/sample-averages.js";
import { observationVector } from "./observation-vector.js";
import { flatMask, policyHead } from "./policy-head.js";
import { createRollout, GOES_ON, TERMINATED, TRUNCATED } from "./rollout.js";

/** A policy and a value network over the same observation, and the steps they have yet to learn from. */
export type ActorCritic = ReturnType<typeof createActorCritic>;

export interface ActorCriticOptions {
  /** units of each of two hidden layers */
  readonly hidden: number;
  /** steps that are kept at most */
  readonly capacity: number;
  /** rows that go through the networks at once */
  readonly batch: number;
}

/**
 * Two networks of two tanh layers with orthogonal weights, gain sqrt 2, of the last layer .01 for the policy and 1 for the value.
 *
 * @see Huang et al. (2022), The 37 implementation details of proximal policy optimization, details 2 and 13: separate networks and
 *   orthogonal weights
 */
export function createActorCritic(context: AgentContext, { hidden, capacity, batch }: ActorCriticOptions) {
  const { rng } = context;
  const reader = observationVector(context);
  const head = policyHead(context.actionSpace);
  const standardise = standardiser(context.rewardScale);
  const widths = (outputs: number) => [reader.size, hidden, hidden, outputs];
  const actor = createPerceptron({ widths: widths(head.outputs), hidden: "tanh", rows: batch });
  const critic = createPerceptron({ widths: widths(1), hidden: "tanh", rows: batch });
  initialiseWeights(actor, rng, { scheme: "orthogonal", gain: Math.SQRT2, outputGain: 0.01 });
  initialiseWeights(critic, rng, { scheme: "orthogonal", gain: Math.SQRT2, outputGain: 1 });
  const actorAdam = createAdam(actor.parameters.length, { epsilon: 1e-5 });
  const criticAdam = createAdam(critic.parameters.length, { epsilon: 1e-5 });
  const headAdam = createAdam(head.parameters.length, { epsilon: 1e-5 });
  const rollout = createRollout(capacity, reader.size, head.slots, head.choices);
  const row = new Float64Array(reader.size);
  const kept = new Float64Array(head.slots);
  let logProbability = 0;
  let training = true;

  function judge(observation: unknown): number {
    reader.write(observation, row, 0);
    return critic.forward(row, 1)[0];
  }

  return {
    rng,
    head,
    actor,
    critic,
    rollout,
    size: reader.size,
    isTraining: () => training,
    begin(episode: { training: boolean }): void {
      training = episode.training;
    },
    /** In training a drawn action, else the likeliest. */
    act(observation: unknown, info: Info): Value {
      const mask = flatMask(info.mask);
      reader.write(observation, row, 0);
      const output = actor.forward(row, 1);
      head.choose(output, 0, mask, 0, training ? rng : undefined, kept, 0);
      if (training) {
        logProbability = head.logProbability(output, 0, mask, 0, kept, 0);
        const at = rollout.length * head.choices;
        if (mask === undefined) rollout.mask.fill(1, at, at + head.choices);
        else rollout.mask.set(mask, at);
      }
      return head.actionOf(kept, 0);
    },
    /** What `act` draws from; none for an action of numbers. */
    chances:
      head.choices === 0
        ? undefined
        : (observation: unknown, info: Info): Float64Array => {
            const mask = flatMask(info.mask);
            reader.write(observation, row, 0);
            const output = actor.forward(row, 1);
            if (training) return head.chances(output, 0, mask, 0);
            head.choose(output, 0, mask, 0, undefined, kept, 0);
            return head.sure(kept, 0);
          },
    /** Writes a step down; the value after it is noted where the episode was cut or the rollout is full. */
    keep({ observation, reward, nextObservation, terminated, truncated }: Transition): void {
      const at = rollout.length;
      reader.write(observation, rollout.observation, at * reader.size);
      rollout.action.set(kept, at * head.slots);
      rollout.logProbability[at] = logProbability;
      rollout.reward[at] = standardise(reward);
      rollout.ending[at] = terminated ? TERMINATED : truncated ? TRUNCATED : GOES_ON;
      rollout.length += 1;
      if (!terminated && (truncated || rollout.length === rollout.capacity)) rollout.tail[at] = judge(nextObservation);
    },
    /** Values of every step's observation. @param out  shape [rollout.length], overwritten */
    values(out: Float64Array): void {
      for (let from = 0; from < rollout.length; from += batch) {
        const rows = Math.min(batch, rollout.length - from);
        const value = critic.forward(rollout.observation.subarray(from * reader.size), rows);
        for (let r = 0; r < rows; r++) out[from + r] = value[r];
      }
    },
    /** One step down both gradients, each cut to a length. */
    descend(learningRate: number, longest: number): void {
      clipLength(actor.gradient, longest);
      clipLength(critic.gradient, longest);
      actorAdam.step(actor.parameters, actor.gradient, learningRate);
      criticAdam.step(critic.parameters, critic.gradient, learningRate);
      if (head.parameters.length > 0) headAdam.step(head.parameters, head.gradient, learningRate);
    },
    clearGradients(): void {
      actor.gradient.fill(0);
      critic.gradient.fill(0);
      head.gradient.fill(0);
    },
    save: (): AgentState => ({
      actor: actor.parameters.slice(),
      critic: critic.parameters.slice(),
      head: head.parameters.slice(),
      actorAdam: actorAdam.save(),
      criticAdam: criticAdam.save(),
      headAdam: headAdam.save(),
      rollout: rollout.save(),
      rng: rng.save(),
    }),
    load(state: AgentState): void {
      actor.parameters.set(state.actor as Float64Array);
      critic.parameters.set(state.critic as Float64Array);
      head.parameters.set(state.head as Float64Array);
      actorAdam.load(state.actorAdam as ReturnType<typeof actorAdam.save>);
      criticAdam.load(state.criticAdam as ReturnType<typeof criticAdam.save>);
      headAdam.load(state.headAdam as ReturnType<typeof headAdam.save>);
      rollout.load(state.rollout as AgentState);
      rng.load(state.rng as RngState);
    },
  };
}

/** Takes the mean away and divides by the deviation, in place, of the first `length` values. */
export function normalise(values: Float64Array, length: number): void {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += values[i];
  const mean = sum / length;
  let squares = 0;
  for (let i = 0; i < length; i++) squares += (values[i] - mean) * (values[i] - mean);
  const scale = 1 / (Math.sqrt(squares / length) + 1e-8);
  for (let i = 0; i < length; i++) values[i] = (values[i] - mean) * scale;
}
