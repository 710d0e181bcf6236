import type { AgentState } from "../../envs/types.js";

/** How a step ended: it did not, by the task, or by a limit from outside. */
export const GOES_ON = 0;
export const TERMINATED = 1;
export const TRUNCATED = 2;

/** Steps that a policy gradient learns from, in order; filled one by one and emptied at once. */
export interface Rollout {
  readonly capacity: number;
  /** steps there are */
  length: number;
  /** shape [capacity, size] */
  readonly observation: Float64Array;
  /** shape [capacity, slots] */
  readonly action: Float64Array;
  /** 1 legal, shape [capacity, choices] */
  readonly mask: Uint8Array;
  readonly logProbability: Float64Array;
  readonly reward: Float64Array;
  /** GOES_ON, TERMINATED, TRUNCATED */
  readonly ending: Uint8Array;
  /** value after a step that was truncated or is the last; else unused */
  readonly tail: Float64Array;
  save(): AgentState;
  load(state: AgentState): void;
}

export function createRollout(capacity: number, size: number, slots: number, choices: number): Rollout {
  const rollout: Rollout = {
    capacity,
    length: 0,
    observation: new Float64Array(capacity * size),
    action: new Float64Array(capacity * slots),
    mask: new Uint8Array(capacity * choices).fill(1),
    logProbability: new Float64Array(capacity),
    reward: new Float64Array(capacity),
    ending: new Uint8Array(capacity),
    tail: new Float64Array(capacity),
    save: () => ({ length: rollout.length, ...Object.fromEntries(PARTS.map((part) => [part, rollout[part].slice()])) }),
    load(state) {
      rollout.length = state.length as number;
      for (const part of PARTS) rollout[part].set(state[part] as Float64Array & Uint8Array);
    },
  };
  return rollout;
}

const PARTS = ["observation", "action", "mask", "logProbability", "reward", "ending", "tail"] as const;

/**
 * Generalised advantages, backwards from the last step:
 *   error[t] = r[t] + discount V[t+1] - V[t],  A[t] = error[t] + discount lambda A[t+1]
 * V[t+1] is 0 and A stops after a terminated step; after a truncated or the last one V[t+1] is its tail and A stops.
 *
 * @param value  of every step's observation, shape [length]
 * @param out    advantages, shape [length], overwritten; plus value they are the returns to learn
 * @see Schulman, Moritz, Levine, Jordan & Abbeel (2016), High-dimensional continuous control using generalized advantage estimation,
 *   equations 11 to 16
 */
export function generalisedAdvantages(
  { length, reward, ending, tail }: Pick<Rollout, "length" | "reward" | "ending" | "tail">,
  value: Float64Array,
  discount: number,
  lambda: number,
  out: Float64Array,
): void {
  let ahead = 0;
  for (let t = length - 1; t >= 0; t--) {
    const last = t === length - 1;
    let next = 0;
    if (ending[t] === TRUNCATED || (last && ending[t] === GOES_ON)) next = tail[t];
    else if (ending[t] === GOES_ON) next = value[t + 1];
    const error = reward[t] + discount * next - value[t];
    ahead = error + (ending[t] === GOES_ON && !last ? discount * lambda * ahead : 0);
    out[t] = ahead;
  }
}
