import { cos, sin } from "../sim/math/elementary.js";
import { rootKey, subKey, uniformAt } from "../sim/math/key.js";
import { type EpisodeName, nextEpisode } from "./episode-name.js";
import { box, discrete } from "./spaces.js";
import type { Env, EnvDef, Info, ObservationSlot } from "./types.js";
import { timeLimit } from "./wrappers/time-limit.js";

export interface CartPoleOptions {
  /** after which an episode is truncated; default 500 */
  maxSteps?: number;
}

/**
 * Keep a pole upright on a cart by pushing it left (0) or right (1): 1 a step, until the cart is 2.4 m off or the pole leans by
 * 12 degrees. Explicit Euler steps of .02 s from a start drawn evenly from -.05 to .05 in all four elements.
 *
 * The step that ends an episode pays 1, as Gymnasium's does. Velocities read at most 20, which no legal state reaches.
 *
 * @throws RangeError when maxSteps is not a whole number of at least 1
 * @see Barto, Sutton and Anderson (1983); Gymnasium 1.x, gymnasium/envs/classic_control/cartpole.py
 */
export const cartPole: EnvDef<Float32Array, number, CartPoleOptions> = {
  id: "CartPole-v1",
  summary: "keep a pole upright on a cart: the first test of a deep agent",
  market: false,
  create: ({ maxSteps = 500 }) => timeLimit(pole({ name: undefined, steps: 0, at: new Float64Array(4) }), maxSteps),
};

const GRAVITY = 9.8;
const POLE_MASS = 0.1;
const TOTAL_MASS = 1.1;
/** half the pole's length, m */
const HALF_LENGTH = 0.5;
const FORCE = 10;
const SECONDS = 0.02;
const FURTHEST = 2.4;
/** 12 degrees */
const STEEPEST = 0.20943951023931953;
const FASTEST = 20;

const SLOTS: readonly ObservationSlot[] = [
  { name: "position", meaning: "the cart's, 0 in the middle", unit: "m", low: -2 * FURTHEST, high: 2 * FURTHEST },
  { name: "velocity", meaning: "the cart's, to the right", unit: "m/s", low: -FASTEST, high: FASTEST },
  { name: "angle", meaning: "the pole's, 0 upright", unit: "radians", low: -2 * STEEPEST, high: 2 * STEEPEST },
  { name: "angular-velocity", meaning: "the pole's, clockwise", unit: "radians/s", low: -FASTEST, high: FASTEST },
];
const SPACE = box(
  SLOTS.map(({ low }) => low),
  SLOTS.map(({ high }) => high),
  [SLOTS.length],
);

interface State {
  name: EpisodeName | undefined;
  steps: number;
  /** position, velocity, angle, angular velocity */
  at: Float64Array;
}

function pole(state: State): Env<Float32Array, number> {
  const info: Info = {};
  const buffers = [new Float32Array(SLOTS.length), new Float32Array(SLOTS.length)];
  const result = { observation: buffers[0], reward: 1, terminated: false, truncated: false, info };
  const started = { observation: buffers[0], info };

  function seen(): Float32Array<ArrayBuffer> {
    const out = buffers[state.steps & 1];
    for (let i = 0; i < out.length; i++) out[i] = Math.min(SPACE.high[i], Math.max(SPACE.low[i], state.at[i]));
    return out;
  }

  return {
    id: "CartPole-v1",
    observationSpace: SPACE,
    actionSpace: discrete(2),
    slots: SLOTS,
    reset(options) {
      state.name = nextEpisode(state.name, options);
      // goes on counting, so that a reset overwrites no observation still in use
      state.steps += 1;
      const { seed, role, episode, slot } = state.name;
      const { key0, key1 } = subKey(rootKey(seed, role, episode, slot), "start");
      for (let i = 0; i < state.at.length; i++) state.at[i] = -0.05 + 0.1 * uniformAt(key0, key1, i);
      started.observation = seen();
      return started;
    },
    step(action) {
      const { at } = state;
      const [position, velocity, angle, spin] = at;
      const force = action === 1 ? FORCE : -FORCE;
      const cosine = cos(angle);
      const sine = sin(angle);
      const pushed = (force + POLE_MASS * HALF_LENGTH * spin * spin * sine) / TOTAL_MASS;
      const turning =
        (GRAVITY * sine - cosine * pushed) / (HALF_LENGTH * (4 / 3 - (POLE_MASS * cosine * cosine) / TOTAL_MASS));
      const speeding = pushed - (POLE_MASS * HALF_LENGTH * turning * cosine) / TOTAL_MASS;
      at[0] = position + SECONDS * velocity;
      at[1] = velocity + SECONDS * speeding;
      at[2] = angle + SECONDS * spin;
      at[3] = spin + SECONDS * turning;
      state.steps += 1;
      result.observation = seen();
      result.terminated = Math.abs(at[0]) > FURTHEST || Math.abs(at[2]) > STEEPEST;
      return result;
    },
    snapshot: () => ({ ...state, at: state.at.slice() }),
    restore(snapshot) {
      Object.assign(state, snapshot);
      state.at = (snapshot.at as Float64Array).slice();
    },
    fork: () => pole({ ...state, at: state.at.slice() }),
    close() {},
  };
}
