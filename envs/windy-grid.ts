import { finiteEnv, finiteProcess } from "./finite-env.js";
import type { EnvDef, FiniteProcess } from "./types.js";

/**
 * Walk over a 7 x 10 grid while a wind blows upwards in its middle columns: -1 a step until the goal. The observation is row
 * x 10 + column, rows from the top: start 30, goal 37. Actions: 0 up, 1 right, 2 down, 3 left. The wind is that of the column
 * left. The best return is -15.
 *
 * @see Sutton & Barto (2018), example 6.5
 */
export const windyGrid: EnvDef<number, number, WindyGridOptions> = {
  id: "WindyGrid-v1",
  summary: "a grid over which a wind blows: the shortest way takes 15 steps",
  market: false,
  create: () => finiteEnv("WindyGrid-v1", windyGridProcess()),
};

/** None. */
export type WindyGridOptions = { readonly [option: string]: never };

const ROWS = 7;
const WIND = [0, 0, 0, 1, 1, 1, 2, 2, 1, 0];
const START = 30;
const GOAL = 37;
const MOVES = [
  [-1, 0],
  [0, 1],
  [1, 0],
  [0, -1],
] as const;

/** The grid as a table. */
export function windyGridProcess(): FiniteProcess {
  const columns = WIND.length;
  return finiteProcess(ROWS * columns, MOVES.length, [START], (state, action) => {
    const [down, right] = MOVES[action];
    const row = Math.floor(state / columns) + down - WIND[state % columns];
    const column = (state % columns) + right;
    const next = Math.min(ROWS - 1, Math.max(0, row)) * columns + Math.min(columns - 1, Math.max(0, column));
    return [{ probability: 1, next, reward: -1, ends: next === GOAL }];
  });
}
