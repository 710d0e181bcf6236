import { finiteEnv, finiteProcess } from "./finite-env.js";
import type { EnvDef, FiniteProcess } from "./types.js";

/**
 * Fetch a passenger at one of four stands and bring her to another: -1 a step, 20 more than that when she is there, -10 for
 * picking up or setting down where that cannot be.
 *
 * The observation is ((row x 5 + column) x 5 + passenger) x 4 + destination, passenger 4 in the taxi. Actions: 0 south,
 * 1 north, 2 east, 3 west, 4 pick up, 5 set down. Episodes start in the 300 states in which the passenger waits at a stand
 * other than her destination.
 *
 * Departs from Gymnasium's registration, which cuts episodes at 200 steps: here a `timeLimit` does.
 *
 * @see Dietterich (2000), Hierarchical reinforcement learning with the MAXQ value function decomposition, section 3.1;
 *   Gymnasium 1.x, gymnasium/envs/toy_text/taxi.py
 */
export const taxi: EnvDef<number, number, TaxiOptions> = {
  id: "Taxi-v1",
  summary: "fetch a passenger and bring her where she wants to be",
  market: false,
  create: () => finiteEnv("Taxi-v1", taxiProcess()),
};

/** None. */
export type TaxiOptions = { readonly [option: string]: never };

const SIZE = 5;
const IN_TAXI = 4;
/** stands as (row, column): red, green, yellow, blue */
const STANDS = [
  [0, 0],
  [0, 4],
  [4, 0],
  [4, 3],
] as const;
/** cells with a wall to the east, as row x 5 + column */
const WALL_EAST: ReadonlySet<number> = new Set([1, 6, 15, 17, 20, 22]);

/** The town as a table. */
export function taxiProcess(): FiniteProcess {
  const stateOf = (row: number, column: number, passenger: number, destination: number) =>
    ((row * SIZE + column) * (STANDS.length + 1) + passenger) * STANDS.length + destination;
  const standAt = (row: number, column: number) =>
    STANDS.findIndex(([standRow, standColumn]) => standRow === row && standColumn === column);

  const states = SIZE * SIZE * (STANDS.length + 1) * STANDS.length;
  const starts = Array.from({ length: states }, (_, state) => state).filter((state) => {
    const passenger = Math.floor(state / STANDS.length) % (STANDS.length + 1);
    return passenger < IN_TAXI && passenger !== state % STANDS.length;
  });
  return finiteProcess(states, 6, starts, (state, action) => {
    const destination = state % STANDS.length;
    const passenger = Math.floor(state / STANDS.length) % (STANDS.length + 1);
    const cell = Math.floor(state / (STANDS.length * (STANDS.length + 1)));
    const row = Math.floor(cell / SIZE);
    const column = cell % SIZE;
    const to = (next: number, reward = -1, ends = false) => [{ probability: 1, next, reward, ends }];
    const moved = (down: number, right: number) => to(stateOf(row + down, column + right, passenger, destination));
    const stays = (reward = -1) => to(state, reward);
    switch (action) {
      case 0:
        return row < SIZE - 1 ? moved(1, 0) : stays();
      case 1:
        return row > 0 ? moved(-1, 0) : stays();
      case 2:
        return column < SIZE - 1 && !WALL_EAST.has(cell) ? moved(0, 1) : stays();
      case 3:
        return column > 0 && !WALL_EAST.has(cell - 1) ? moved(0, -1) : stays();
      case 4:
        return passenger < IN_TAXI && standAt(row, column) === passenger
          ? to(stateOf(row, column, IN_TAXI, destination))
          : stays(-10);
      default: {
        const stand = standAt(row, column);
        if (passenger !== IN_TAXI || stand < 0) return stays(-10);
        const there = stand === destination;
        return to(stateOf(row, column, stand, destination), there ? 20 : -1, there);
      }
    }
  });
}
