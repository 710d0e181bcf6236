import type { FiniteProcess } from "../../envs/types.js";

/** Values of a process and an action that reaches them in every state. */
export interface Solution {
  /** shape [states] */
  readonly value: Float64Array;
  /** the first of equally good legal actions, shape [states] */
  readonly policy: Int32Array;
  /** sweeps made */
  readonly sweeps: number;
}

/**
 * Best values of a known process by value iteration:
 *
 *   V(s) <- max over legal a of  sum p (r + discount V(s')),  V(s') = 0 where the episode ends
 *
 * Without `horizon` it goes on in place, from the last state to the first, until no value changes by more than `tolerance`; with
 * one it makes as many sweeps from 0, each out of the last, which gives the best value with so many steps to go.
 *
 * @param discount  0 to 1; at 1 the process must end under every best policy
 * @throws RangeError when it does not settle within 100,000 sweeps
 * @see Puterman (1994), Markov Decision Processes, sections 4.3 and 6.3; Sutton & Barto (2018), section 4.4
 */
export function valueIteration(
  process: FiniteProcess,
  discount: number,
  { horizon, tolerance = 1e-12 }: { horizon?: number; tolerance?: number } = {},
): Solution {
  const { states } = process;
  let value = new Float64Array(states);
  const policy = new Int32Array(states);
  if (horizon !== undefined) {
    for (let sweep = 0; sweep < horizon; sweep++) {
      const better = new Float64Array(states);
      for (let state = 0; state < states; state++) better[state] = backUp(process, discount, value, state, policy);
      value = better;
    }
    return { value, policy, sweeps: horizon };
  }
  for (let sweep = 1; sweep <= MOST_SWEEPS; sweep++) {
    let change = 0;
    for (let state = states - 1; state >= 0; state--) {
      const best = backUp(process, discount, value, state, policy);
      change = Math.max(change, Math.abs(best - value[state]));
      value[state] = best;
    }
    if (change <= tolerance) return { value, policy, sweeps: sweep };
  }
  throw new RangeError(`valueIteration: not settled after ${MOST_SWEEPS} sweeps at discount ${discount}`);
}

const MOST_SWEEPS = 100_000;

/**
 * Expected return of a fixed policy from every state, by as many sweeps as `horizon` says.
 *
 * @param policy  an action for every state, shape [states]
 */
export function policyValue(
  { states, actions, first, probability, next, reward, ends }: FiniteProcess,
  policy: Int32Array,
  discount: number,
  horizon: number,
): Float64Array {
  let value = new Float64Array(states);
  for (let sweep = 0; sweep < horizon; sweep++) {
    const after = new Float64Array(states);
    for (let state = 0; state < states; state++) {
      const entry = state * actions + policy[state];
      for (let i = first[entry]; i < first[entry + 1]; i++)
        after[state] += probability[i] * (reward[i] + (ends[i] === 1 ? 0 : discount * value[next[i]]));
    }
    value = after;
  }
  return value;
}

/** The best value of a state under the values to come; notes the action in `policy`. */
function backUp(
  { actions, first, probability, next, reward, ends, legal }: FiniteProcess,
  discount: number,
  value: Float64Array,
  state: number,
  policy: Int32Array,
): number {
  let best = Number.NEGATIVE_INFINITY;
  for (let action = 0; action < actions; action++) {
    const entry = state * actions + action;
    if (legal !== undefined && legal[entry] === 0) continue;
    let expected = 0;
    for (let i = first[entry]; i < first[entry + 1]; i++)
      expected += probability[i] * (reward[i] + (ends[i] === 1 ? 0 : discount * value[next[i]]));
    if (expected > best) {
      best = expected;
      policy[state] = action;
    }
  }
  return best;
}
