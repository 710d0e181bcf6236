import { rootKey, subKey, uniformAt } from "../sim/math/key.js";
import { normalQuantile } from "../sim/math/samplers.js";
import { type EpisodeName, nextEpisode } from "./episode-name.js";
import { box, discrete } from "./spaces.js";
import type { Env, EnvDef, Info, ObservationSlot } from "./types.js";

export interface LinearBanditOptions {
  /** coefficients; default 1, -.5, .25, 0, .75 */
  theta?: readonly number[];
  /** default 10 */
  arms?: number;
  /** standard deviation of a reward about its mean; default .5 */
  noise?: number;
  /** pulls in an episode; default 2000 */
  horizon?: number;
}

export interface LinearBanditInfo extends Info {
  /** pseudoRegret: sum over the pulls of the best mean of the round less the pulled arm's, rewards */
  readonly metrics: { readonly pseudoRegret: number };
}

/**
 * Arms with contexts x, drawn anew every round from N(0, I / d), that pay x'theta + noise N(0, 1). The observation is the
 * contexts, shape [arms, d].
 *
 * Contexts and noise of a round and arm are keyed: an arm more leaves the others' as they were.
 *
 * @throws RangeError at no coefficient, one that is not finite, no arm, a negative noise, or a horizon below 1
 * @see Chu, Li, Reyzin and Schapire (2011); Lattimore and Szepesvari (2020), chapter 19
 */
export const linearBandit: EnvDef<Float32Array, number, LinearBanditOptions, LinearBanditInfo> = {
  id: "LinearBandit-v1",
  summary: "arms with contexts whose rewards are linear in them",
  market: false,
  create: (options) => bandit(options, { name: undefined, pull: 0, regret: 0 }),
};

const THETA = [1, -0.5, 0.25, 0, 0.75];
/** Standard deviations beyond which a context's element reads as the bound: once in 10^15 draws. */
const FURTHEST = 8;

interface State {
  name: EpisodeName | undefined;
  pull: number;
  regret: number;
}

function bandit(options: LinearBanditOptions, state: State): Env<Float32Array, number, LinearBanditInfo> {
  const theta = Float64Array.from(options.theta ?? THETA);
  const { arms = 10, noise = 0.5, horizon = 2000 } = options;
  const d = theta.length;
  if (d === 0 || !theta.every(Number.isFinite))
    throw new RangeError(`LinearBandit-v1: theta needs at least one number, all finite, got [${theta}]`);
  for (const [name, count] of Object.entries({ arms, horizon }))
    if (!Number.isSafeInteger(count) || count < 1)
      throw new RangeError(`LinearBandit-v1: ${name} must be a whole number of at least 1, got ${count}`);
  if (!(noise >= 0 && Number.isFinite(noise)))
    throw new RangeError(`LinearBandit-v1: noise must be at least 0, got ${noise}`);

  const spread = 1 / Math.sqrt(d);
  const slots = Array.from(
    { length: arms * d },
    (_, i): ObservationSlot => ({
      name: `context/${Math.floor(i / d)}/${i % d}`,
      meaning: "an element of an arm's context",
      unit: "1",
      low: -FURTHEST * spread,
      high: FURTHEST * spread,
    }),
  );
  const metrics = { pseudoRegret: 0 };
  const info: LinearBanditInfo = { metrics };
  const buffers = [new Float32Array(arms * d), new Float32Array(arms * d)];
  const mean = new Float64Array(arms);
  let at = 0;
  const result = { observation: buffers[0], reward: 0, terminated: false, truncated: false, info };
  const started = { observation: buffers[0], info };
  let root = open();

  function open() {
    const { seed, role, episode, slot } = state.name ?? nextEpisode(undefined);
    metrics.pseudoRegret = state.regret;
    return rootKey(seed, role, episode, slot);
  }

  /** Contexts and means of the round at hand. */
  function deal(): Float32Array<ArrayBuffer> {
    at = 1 - at;
    const out = buffers[at];
    const { key0, key1 } = subKey(subKey(root, "context"), state.pull);
    for (let arm = 0; arm < arms; arm++) {
      mean[arm] = 0;
      for (let i = 0; i < d; i++) {
        const z = normalQuantile(uniformAt(key0, key1, arm * d + i));
        out[arm * d + i] = spread * Math.min(FURTHEST, Math.max(-FURTHEST, z));
        mean[arm] += out[arm * d + i] * theta[i];
      }
    }
    return out;
  }

  return {
    id: "LinearBandit-v1",
    observationSpace: box(
      slots.map(({ low }) => low),
      slots.map(({ high }) => high),
      [arms, d],
    ),
    actionSpace: discrete(arms),
    slots,
    reset(options) {
      state.name = nextEpisode(state.name, options);
      state.pull = 0;
      state.regret = 0;
      root = open();
      started.observation = deal();
      return started;
    },
    step(arm) {
      const { key0, key1 } = subKey(subKey(root, "noise"), state.pull);
      result.reward = mean[arm] + noise * normalQuantile(uniformAt(key0, key1, arm));
      let best = mean[0];
      for (let other = 1; other < arms; other++) if (mean[other] > best) best = mean[other];
      state.regret += best - mean[arm];
      metrics.pseudoRegret = state.regret;
      state.pull += 1;
      result.terminated = state.pull >= horizon;
      result.observation = deal();
      return result;
    },
    snapshot: () => ({ ...state }),
    restore(snapshot) {
      Object.assign(state, snapshot);
      root = open();
      deal();
    },
    fork() {
      const twin = bandit(options, { ...state });
      twin.restore?.({ ...state });
      return twin;
    },
    close() {},
  };
}
