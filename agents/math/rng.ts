import alea, { type AleaState } from "seedrandom/lib/alea.js";
import type { Rng } from "../../envs/types.js";
import { log } from "../../sim/math/elementary.js";

/**
 * An agent's own stream of random numbers: Baagoe's Alea (2010) as seedrandom has it, 32 bits a draw; normals by the
 * polar method, whose second normal waits inside the stream and is saved with it.
 *
 * @param seed   any text; equal texts give equal streams
 * @param taken  counts the draws; streams of one agent share it
 * @see Marsaglia & Bray (1964), "A convenient method for generating normal variables"
 */
export function createRng(seed: string, taken = { draws: 0 }): Rng {
  let next = alea(seed, { state: true });
  /** a standard normal already made */
  let spare: number | null = null;

  return {
    taken,
    uniform() {
      taken.draws += 1;
      return next();
    },
    int(n) {
      taken.draws += 1;
      return Math.floor(next() * n);
    },
    normal() {
      taken.draws += 1;
      if (spare !== null) {
        const kept = spare;
        spare = null;
        return kept;
      }
      let x: number;
      let y: number;
      let square: number;
      do {
        x = 2 * next() - 1;
        y = 2 * next() - 1;
        square = x * x + y * y;
      } while (square >= 1 || square === 0);
      const factor = Math.sqrt((-2 * log(square)) / square);
      spare = y * factor;
      return x * factor;
    },
    save: () => ({ ...next.state(), spare }),
    load(state) {
      const { spare: kept, ...position } = state as unknown as AleaState & { spare: number | null };
      next = alea("", { state: position });
      spare = kept;
    },
  };
}

/**
 * Streams of their own for named parts of one agent: a part keeps its stream when other parts come or go.
 * Takes two draws from `rng`, whatever the number of parts.
 */
export function branch(rng: Rng): (name: string) => Rng {
  const trunk = `${rng.uniform()}/${rng.uniform()}`;
  return (name) => createRng(`${trunk}/${name}`, rng.taken);
}
