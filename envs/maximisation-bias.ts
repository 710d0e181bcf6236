import { rootKey, subKey, uniformAt } from "../sim/math/key.js";
import { normalQuantile } from "../sim/math/samplers.js";
import { type EpisodeName, nextEpisode } from "./episode-name.js";
import { discrete } from "./spaces.js";
import type { Env, EnvDef, Info } from "./types.js";

export interface MaximisationBiasOptions {
  /** actions in the second state; default 10 */
  actions?: number;
}

/**
 * Two states. In the first (0), right (action 1) ends the episode with 0 and left (action 0) leads to the second with 0; there
 * every action ends it with a draw of N(-.1, 1). Left is wrong, but a learner that takes the largest of noisy estimates for
 * the largest value is drawn to it. Actions that a state has not are masked.
 *
 * @throws RangeError when actions is not a whole number of at least 2
 * @see Sutton & Barto (2018), example 6.7
 */
export const maximisationBias: EnvDef<number, number, MaximisationBiasOptions> = {
  id: "MaximisationBias-v1",
  summary: "two states in which the largest of noisy estimates misleads",
  market: false,
  create: (options) => chain(options.actions ?? 10, { name: undefined, second: false }),
};

const MEAN = -0.1;
const RIGHT = 1;

interface State {
  name: EpisodeName | undefined;
  second: boolean;
}

function chain(actions: number, state: State): Env<number, number> {
  if (!Number.isSafeInteger(actions) || actions < 2)
    throw new RangeError(`MaximisationBias-v1: actions must be a whole number of at least 2, got ${actions}`);
  const all = new Uint8Array(actions).fill(1);
  const leftOrRight = Uint8Array.from({ length: actions }, (_, action) => (action <= RIGHT ? 1 : 0));
  const info: Info = { mask: leftOrRight };
  const result = { observation: 0, reward: 0, terminated: false, truncated: false, info };
  const started = { observation: 0, info };

  function draw(action: number): number {
    const { seed, role, episode, slot } = state.name ?? nextEpisode(undefined);
    const { key0, key1 } = subKey(rootKey(seed, role, episode, slot), "reward");
    return MEAN + normalQuantile(uniformAt(key0, key1, action));
  }

  return {
    id: "MaximisationBias-v1",
    observationSpace: discrete(2),
    actionSpace: discrete(actions),
    slots: [],
    reset(options) {
      state.name = nextEpisode(state.name, options);
      state.second = false;
      info.mask = leftOrRight;
      return started;
    },
    step(action) {
      const left = !state.second && action !== RIGHT;
      result.reward = state.second ? draw(action) : 0;
      result.terminated = !left;
      state.second = left;
      result.observation = left ? 1 : 0;
      info.mask = left ? all : leftOrRight;
      return result;
    },
    snapshot: () => ({ ...state }),
    restore(snapshot) {
      Object.assign(state, snapshot);
      info.mask = state.second ? all : leftOrRight;
    },
    fork: () => chain(actions, { ...state }),
    close() {},
  };
}
