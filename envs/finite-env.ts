import { type Key, rootKey, subKey, uniformAt } from "../sim/math/key.js";
import { type EpisodeName, nextEpisode } from "./episode-name.js";
import { discrete } from "./spaces.js";
import type { Env, FiniteProcess, Info } from "./types.js";

/** One thing that may come of an action. */
export interface Outcome {
  readonly probability: number;
  readonly next: number;
  readonly reward: number;
  readonly ends: boolean;
}

/**
 * A process out of a function that lists outcomes.
 *
 * @param start  states that an episode starts in, equally likely
 */
export function finiteProcess(
  states: number,
  actions: number,
  start: readonly number[],
  outcomesOf: (state: number, action: number) => readonly Outcome[],
): FiniteProcess {
  const lists = Array.from({ length: states * actions }, (_, entry) =>
    outcomesOf(Math.floor(entry / actions), entry % actions),
  );
  const all = lists.flat();
  const first = new Int32Array(lists.length + 1);
  for (let entry = 0; entry < lists.length; entry++) first[entry + 1] = first[entry] + lists[entry].length;
  const startOf = new Float64Array(states);
  for (const state of start) startOf[state] = 1 / start.length;
  return {
    states,
    actions,
    start: startOf,
    first,
    probability: Float64Array.from(all, (outcome) => outcome.probability),
    next: Int32Array.from(all, (outcome) => outcome.next),
    reward: Float64Array.from(all, (outcome) => outcome.reward),
    ends: Uint8Array.from(all, (outcome) => (outcome.ends ? 1 : 0)),
  };
}

/**
 * A process as an env: the observation is the state. The draw of a step is keyed by its number, so that two policies that
 * are in the same state at the same step meet the same luck.
 */
export function finiteEnv(id: string, process: FiniteProcess): Env<number, number> {
  return playing(id, process, { name: undefined, step: 0, at: 0 });
}

interface State {
  name: EpisodeName | undefined;
  step: number;
  at: number;
}

function playing(id: string, process: FiniteProcess, state: State): Env<number, number> {
  const { states, actions, start, first, probability, next, reward, ends, legal } = process;
  const masks = legal && Array.from({ length: states }, (_, at) => legal.subarray(at * actions, (at + 1) * actions));
  const info: Info = {};
  const result = { observation: 0, reward: 0, terminated: false, truncated: false, info };
  const started = { observation: 0, info };
  let key: Key = open();
  if (state.name === undefined) state.at = stateFor(uniformAt(key.key0, key.key1, -1));
  if (masks) info.mask = masks[state.at];

  function open(): Key {
    const { seed, role, episode, slot } = state.name ?? nextEpisode(undefined);
    return subKey(rootKey(seed, role, episode, slot), "outcome");
  }

  function stateFor(uniform: number): number {
    let reached = 0;
    for (let at = 0; at < states; at++) {
      reached += start[at];
      if (uniform < reached) return at;
    }
    return start.findLastIndex((chance) => chance > 0);
  }

  return {
    id,
    observationSpace: discrete(states),
    actionSpace: discrete(actions),
    slots: [],
    reset(options) {
      state.name = nextEpisode(state.name, options);
      state.step = 0;
      key = open();
      state.at = stateFor(uniformAt(key.key0, key.key1, -1));
      started.observation = state.at;
      if (masks) info.mask = masks[state.at];
      return started;
    },
    step(action) {
      const entry = state.at * actions + action;
      const last = first[entry + 1] - 1;
      let at = first[entry];
      if (at < last) {
        let left = uniformAt(key.key0, key.key1, state.step) - probability[at];
        while (left >= 0 && at < last) left -= probability[++at];
      }
      state.step += 1;
      state.at = next[at];
      result.observation = next[at];
      result.reward = reward[at];
      result.terminated = ends[at] === 1;
      if (masks) info.mask = masks[state.at];
      return result;
    },
    snapshot: () => ({ ...state }),
    restore(snapshot) {
      Object.assign(state, snapshot);
      key = open();
      if (masks) info.mask = masks[state.at];
    },
    fork: () => playing(id, process, { ...state, name: state.name ?? nextEpisode(undefined) }),
    close() {},
  };
}
