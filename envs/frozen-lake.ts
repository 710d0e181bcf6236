import { finiteEnv, finiteProcess } from "./finite-env.js";
import type { EnvDef, FiniteProcess } from "./types.js";

export interface FrozenLakeOptions {
  /** a map by name, or rows of S start, F ice, H hole, G goal; default "4x4" */
  map?: keyof typeof LAKES | readonly string[];
  /** default true: a step goes where it is aimed or to either side of that, a third each */
  slippery?: boolean;
}

export const LAKES = {
  "4x4": ["SFFF", "FHFH", "FFFH", "HFFG"],
  "8x8": ["SFFFFFFF", "FFFFFFFF", "FFFHFFFF", "FFFFFHFF", "FFFHFFFF", "FHHFFFHF", "FHFFHFHF", "FFFHFFFG"],
} as const;

/**
 * Walk over a frozen lake from S to G without falling into a hole: 1 at the goal, 0 elsewhere, and a hole ends the episode.
 * The observation is row x columns + column. Actions: 0 left, 1 down, 2 right, 3 up; a step against the shore stays.
 *
 * Departs from Gymnasium's registration, which cuts episodes at 100 steps (200 on 8x8): here a `timeLimit` does.
 *
 * @throws RangeError at a map that is unknown, not a rectangle, holds other letters, or lacks a start or a goal
 * @see Gymnasium 1.x, gymnasium/envs/toy_text/frozen_lake.py
 */
export const frozenLake: EnvDef<number, number, FrozenLakeOptions> = {
  id: "FrozenLake-v1",
  summary: "a slippery lake with holes between start and goal",
  market: false,
  create: (options) => finiteEnv("FrozenLake-v1", frozenLakeProcess(options)),
};

/** The lake as a table. @throws RangeError as the env does */
export function frozenLakeProcess({ map = "4x4", slippery = true }: FrozenLakeOptions = {}): FiniteProcess {
  const rows = typeof map === "string" ? LAKES[map] : map;
  if (!Array.isArray(rows))
    throw new RangeError(`FrozenLake-v1: map must be ${Object.keys(LAKES).join(", ")} or rows of letters, got ${map}`);
  const columns = rows[0]?.length ?? 0;
  if (columns === 0 || rows.some((row) => row.length !== columns || /[^SFHG]/.test(row)))
    throw new RangeError(
      `FrozenLake-v1: map needs rows of the letters S, F, H, G of one length, got ${rows.join(" ")}`,
    );
  const tiles = rows.join("");
  const starts = [...tiles].flatMap((tile, at) => (tile === "S" ? [at] : []));
  if (starts.length === 0 || !tiles.includes("G"))
    throw new RangeError(`FrozenLake-v1: map needs a start S and a goal G, got ${rows.join(" ")}`);

  const target = (state: number, action: number) => {
    const [down, right] = MOVES[action];
    const row = Math.min(rows.length - 1, Math.max(0, Math.floor(state / columns) + down));
    const column = Math.min(columns - 1, Math.max(0, (state % columns) + right));
    return row * columns + column;
  };
  return finiteProcess(tiles.length, MOVES.length, starts, (state, action) => {
    if ("GH".includes(tiles[state])) return [{ probability: 1, next: state, reward: 0, ends: true }];
    const aims = slippery ? [action - 1, action, action + 1] : [action];
    return aims.map((aim) => {
      const next = target(state, (aim + MOVES.length) % MOVES.length);
      const goal = tiles[next] === "G";
      return { probability: 1 / aims.length, next, reward: goal ? 1 : 0, ends: goal || tiles[next] === "H" };
    });
  });
}

const MOVES = [
  [0, -1],
  [1, 0],
  [0, 1],
  [-1, 0],
] as const;
