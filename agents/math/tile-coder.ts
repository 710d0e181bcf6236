import { wordAt } from "../../sim/math/key.js";

/** Features of a point: one tile of each tiling is on. */
export interface TileCoder {
  /** features there are, most of them never met */
  readonly size: number;
  /** @param point  shape [dimensions] @param out  the tiles on, shape [tilings], overwritten */
  tilesOf(point: ArrayLike<number>, out: Int32Array): void;
}

/**
 * Tile coding: tilings of equal tiles over a box, each shifted by a part of a tile that differs by dimension (1, 3, 5, ... parts), so
 * that near points share most tiles. Points outside count as on the edge. Tiles are hashed into `size` places where there are more.
 *
 * @param low, high  corners of the box, shape [dimensions]
 * @param tiles      of a tiling in each dimension
 * @throws RangeError where a side has no length, or counts are below 1
 * @see Sutton & Barto (2018), section 9.5.4; Miller & Glanz (1996) for the shifts
 */
export function createTileCoder(
  low: readonly number[],
  high: readonly number[],
  { tilings, tiles, size }: { tilings: number; tiles: number; size: number },
): TileCoder {
  const dimensions = low.length;
  if (!(dimensions > 0 && tilings >= 1 && tiles >= 1 && size >= 1))
    throw new RangeError(`tile coder: ${dimensions} dimensions, ${tilings} tilings, ${tiles} tiles, ${size} places`);
  low.forEach((from, i) => {
    if (!(high[i] > from)) throw new RangeError(`tile coder: side ${i} needs low < high, got ${from} and ${high[i]}`);
  });
  // a shifted tiling reaches one tile beyond the box
  const side = tiles + 1;
  let all = tilings;
  for (let i = 0; i < dimensions && all <= size; i++) all *= side;
  const exact = all <= size;
  const perUnit = low.map((from, i) => tiles / (high[i] - from));

  return {
    size: exact ? all : size,
    tilesOf(point, out) {
      for (let tiling = 0; tiling < tilings; tiling++) {
        let at = tiling;
        for (let i = 0; i < dimensions; i++) {
          const inside = Math.min(high[i], Math.max(low[i], point[i]));
          const shift = ((tiling * (1 + 2 * i)) % tilings) / tilings;
          const tile = Math.min(tiles, Math.floor((inside - low[i]) * perUnit[i] + shift));
          at = exact ? at * side + tile : wordAt(at, i, tile) | 0;
        }
        out[tiling] = exact ? at : (at >>> 0) % size;
      }
    },
  };
}
