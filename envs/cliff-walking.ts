import { discrete } from "./spaces.js";
import type { Env, EnvDef } from "./types.js";

/**
 * Walk from one corner of a 4 x 12 grid to the other along a cliff: -1 a step, -100 and back to the start for a step over
 * the edge, which ends nothing; the goal ends the episode. No limit of its own on steps.
 *
 * The observation is row x 12 + column, rows from the top: start 36, goal 47. Actions: 0 up, 1 right, 2 down, 3 left; a
 * step against a wall stays. The best return is -13.
 *
 * @see Sutton & Barto (2018), example 6.6; Gymnasium 1.x, gymnasium/envs/toy_text/cliffwalking.py
 */
export const cliffWalking: EnvDef<number, number, CliffWalkingOptions> = {
  id: "CliffWalking-v1",
  summary: "a grid with a cliff between start and goal: the classic test of tabular control",
  market: false,
  create: () => cliff(START),
};

/** None. */
export type CliffWalkingOptions = { readonly [option: string]: never };

const ROWS = 4;
const COLUMNS = 12;
const START = 36;
const GOAL = 47;
const MOVES = [
  [-1, 0],
  [0, 1],
  [1, 0],
  [0, -1],
] as const;

function cliff(at: number): Env<number, number> {
  const { next, reward } = tables();
  const info = {};
  const result = { observation: START, reward: 0, terminated: false, truncated: false, info };
  const started = { observation: START, info };
  return {
    id: "CliffWalking-v1",
    observationSpace: discrete(ROWS * COLUMNS),
    actionSpace: discrete(MOVES.length),
    slots: [],
    reset() {
      at = START;
      return started;
    },
    step(action) {
      const entry = at * 4 + action;
      at = next[entry];
      result.observation = at;
      result.reward = reward[entry];
      result.terminated = at === GOAL;
      return result;
    },
    snapshot: () => ({ at }),
    restore(snapshot) {
      at = snapshot.at as number;
    },
    fork: () => cliff(at),
    close() {},
  };
}

/** Where each step leads and what it costs, shape [states, actions]. */
function tables(): { next: Int32Array; reward: Float64Array } {
  const next = new Int32Array(ROWS * COLUMNS * MOVES.length);
  const reward = new Float64Array(next.length).fill(-1);
  for (let state = 0; state < ROWS * COLUMNS; state++) {
    MOVES.forEach(([down, right], action) => {
      const row = Math.min(ROWS - 1, Math.max(0, Math.floor(state / COLUMNS) + down));
      const column = Math.min(COLUMNS - 1, Math.max(0, (state % COLUMNS) + right));
      const target = row * COLUMNS + column;
      const overTheEdge = target > START && target < GOAL;
      next[state * MOVES.length + action] = overTheEdge ? START : target;
      if (overTheEdge) reward[state * MOVES.length + action] = -100;
    });
  }
  return { next, reward };
}
