import { discrete } from "../spaces.js";
import type { Env, Info, ObservationSlot } from "../types.js";
import { wrap } from "./wrap.js";

/** Rising edges by slot name, in the terms of the element itself; n edges make n + 1 bins, an edge opens the bin above. */
export type Bins = { readonly [slot: string]: readonly number[] };

/**
 * A Box observation seen through named bins, as one state number: what tabular agents need. Slots without bins are not
 * seen at all.
 *
 * @throws RangeError as `discretiser` does; TypeError when the observation is not a Box
 */
export function discretise<A, I extends Info>(env: Env<Float32Array, A, I>, bins: Bins): Env<number, A, I> {
  if (env.observationSpace.kind !== "box" || !Array.isArray(env.slots))
    throw new TypeError(`discretise: ${env.id} observes a ${env.observationSpace.kind} space, expected a box`);
  const { states, stateOf } = discretiser(env.slots as readonly ObservationSlot[], bins);
  const started = { observation: 0, info: {} as I };
  const result = { observation: 0, reward: 0, terminated: false, truncated: false, info: {} as I };
  return wrap(env, {
    changes: { observationSpace: discrete(states), slots: [] },
    reset(options) {
      const { observation, info } = env.reset(options);
      started.observation = stateOf(observation);
      started.info = info;
      return started;
    },
    step(action) {
      const inner = env.step(action);
      result.observation = stateOf(inner.observation);
      result.reward = inner.reward;
      result.terminated = inner.terminated;
      result.truncated = inner.truncated;
      result.info = inner.info;
      return result;
    },
    save: () => ({}),
    load: () => {},
    fork: (inner) => discretise(inner, bins),
  });
}

export interface Discretiser {
  /** states in all: the product of the bins of every named slot */
  readonly states: number;
  /** 0 .. states - 1; the first named slot counts slowest */
  stateOf(observation: Float32Array): number;
}

/**
 * A state number for a Box observation, out of named bins.
 *
 * @throws RangeError when no slot is named, a name is not in the table, edges do not rise, or the states exceed 2^31 - 1
 */
export function discretiser(slots: readonly ObservationSlot[], bins: Bins): Discretiser {
  const names = Object.keys(bins);
  if (names.length === 0) throw new RangeError("discretiser: needs bins for at least one slot, got none");
  const element = Int32Array.from(names, (name) => {
    const at = slots.findIndex((slot) => slot.name === name);
    if (at < 0) throw new RangeError(`discretiser: no slot ${name}; there are ${slots.map((s) => s.name).join(", ")}`);
    return at;
  });
  const edges = names.map((name) => {
    for (let i = 1; i < bins[name].length; i++) {
      if (!(bins[name][i] > bins[name][i - 1]))
        throw new RangeError(`discretiser: edges of ${name} must rise, got ${bins[name].join(", ")}`);
    }
    return Float64Array.from(bins[name]);
  });
  const states = edges.reduce((product, e) => product * (e.length + 1), 1);
  if (states > 0x7fffffff) throw new RangeError(`discretiser: ${states} states, at most ${0x7fffffff} fit a table`);
  return {
    states,
    stateOf(observation) {
      let state = 0;
      for (let k = 0; k < edges.length; k++) {
        const amount = observation[element[k]];
        let bin = 0;
        while (bin < edges[k].length && amount >= edges[k][bin]) bin += 1;
        state = state * (edges[k].length + 1) + bin;
      }
      return state;
    },
  };
}
