import { rootKey, subKey, uniformAt } from "../sim/math/key.js";
import { type EpisodeName, nextEpisode } from "./episode-name.js";
import { discrete } from "./spaces.js";
import type { Env, EnvDef, Info } from "./types.js";

export interface BernoulliBanditOptions {
  /** probability of a reward by arm; default: the ten arms of the reference table, best .1 */
  means?: readonly number[];
  /** pulls in an episode; default 5000 */
  horizon?: number;
}

export interface BernoulliBanditInfo extends Info {
  /** pseudoRegret: sum over the pulls of the best mean less the pulled arm's mean, rewards */
  readonly metrics: { readonly pseudoRegret: number };
}

/**
 * Independent arms that pay 1 with a fixed probability, else 0. There is nothing to observe.
 *
 * The draw of (pull, arm) is keyed: whoever pulls the same arm at the same pull gets the same reward, and an arm more
 * leaves the others' rewards as they were.
 *
 * @throws RangeError when there is no arm, a mean is outside 0 to 1, or the horizon is not a whole number of at least 1
 * @see Lai and Robbins (1985); Lattimore and Szepesvari (2020), chapter 4
 */
export const bernoulliBandit: EnvDef<number, number, BernoulliBanditOptions, BernoulliBanditInfo> = {
  id: "BernoulliBandit-v1",
  summary: "arms that pay 1 or nothing, with probabilities to be learnt",
  market: false,
  create: (options) => bandit(options, { name: undefined, pull: 0, regret: 0 }),
};

const REFERENCE_MEANS = [0.1, 0.05, 0.05, 0.05, 0.02, 0.02, 0.02, 0.01, 0.01, 0.01];

interface State {
  name: EpisodeName | undefined;
  pull: number;
  regret: number;
}

function bandit(options: BernoulliBanditOptions, state: State): Env<number, number, BernoulliBanditInfo> {
  const means = Float64Array.from(options.means ?? REFERENCE_MEANS);
  const horizon = options.horizon ?? 5000;
  if (means.length === 0) throw new RangeError("BernoulliBandit-v1: needs at least one arm, got none");
  means.forEach((mean, arm) => {
    if (!(mean >= 0 && mean <= 1))
      throw new RangeError(`BernoulliBandit-v1: means[${arm}] must be from 0 to 1, got ${mean}`);
  });
  if (!Number.isSafeInteger(horizon) || horizon < 1)
    throw new RangeError(`BernoulliBandit-v1: horizon must be a whole number of at least 1, got ${horizon}`);

  const best = means.reduce((highest, mean) => Math.max(highest, mean), 0);
  const key0 = new Int32Array(means.length);
  const key1 = new Int32Array(means.length);
  const metrics = { pseudoRegret: 0 };
  const info: BernoulliBanditInfo = { metrics };
  const result = { observation: 0, reward: 0, terminated: false, truncated: false, info };
  const started = { observation: 0, info };
  open();

  function open(): void {
    const { seed, role, episode, slot } = state.name ?? nextEpisode(undefined);
    const root = subKey(rootKey(seed, role, episode, slot), "arm");
    for (let arm = 0; arm < means.length; arm++) {
      const key = subKey(root, arm);
      key0[arm] = key.key0;
      key1[arm] = key.key1;
    }
    metrics.pseudoRegret = state.regret;
  }

  return {
    id: "BernoulliBandit-v1",
    observationSpace: discrete(1),
    actionSpace: discrete(means.length),
    slots: [],
    reset(options) {
      state.name = nextEpisode(state.name, options);
      state.pull = 0;
      state.regret = 0;
      open();
      return started;
    },
    step(arm) {
      result.reward = uniformAt(key0[arm], key1[arm], state.pull) < means[arm] ? 1 : 0;
      state.pull += 1;
      state.regret += best - means[arm];
      metrics.pseudoRegret = state.regret;
      result.terminated = state.pull >= horizon;
      return result;
    },
    snapshot: () => ({ ...state }),
    restore(snapshot) {
      Object.assign(state, snapshot);
      open();
    },
    fork: () => bandit(options, { ...state }),
    close() {},
  };
}
