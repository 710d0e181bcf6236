import { expect, test } from "vitest";
import { createTileCoder } from "../../../agents/math/tile-coder.js";

const tiles = (coder: ReturnType<typeof createTileCoder>, tilings: number, point: number[]) => {
  const out = new Int32Array(tilings);
  coder.tilesOf(point, out);
  return [...out];
};

test("by hand: two tilings of two tiles over 0 to 1, the second shifted by half a tile", () => {
  const coder = createTileCoder([0], [1], { tilings: 2, tiles: 2, size: 100 });
  expect(coder.size).toBe(6);
  expect(tiles(coder, 2, [0.1])).toEqual([0, 3]);
  expect(tiles(coder, 2, [0.3])).toEqual([0, 4]);
  expect(tiles(coder, 2, [0.6])).toEqual([1, 4]);
  expect(tiles(coder, 2, [0.9])).toEqual([1, 5]);
});

test("points beyond the box are on its edge", () => {
  const coder = createTileCoder([0, -1], [1, 1], { tilings: 4, tiles: 3, size: 10_000 });
  expect(tiles(coder, 4, [-5, 9])).toEqual(tiles(coder, 4, [0, 1]));
});

test("near points share most tiles, far ones none, also where tiles are hashed", () => {
  for (const size of [100_000, 4_096]) {
    const coder = createTileCoder([0, 0, 0], [1, 1, 1], { tilings: 8, tiles: 8, size });
    expect(coder.size).toBeLessThanOrEqual(size);
    const at = new Set(tiles(coder, 8, [0.5, 0.5, 0.5]));
    expect(tiles(coder, 8, [0.51, 0.5, 0.5]).filter((tile) => at.has(tile)).length).toBeGreaterThanOrEqual(6);
    expect(tiles(coder, 8, [0.9, 0.1, 0.9]).filter((tile) => at.has(tile)).length).toBeLessThanOrEqual(1);
  }
});

test("a box without length is refused", () => {
  expect(() => createTileCoder([0, 1], [1, 1], { tilings: 1, tiles: 1, size: 16 })).toThrow("side 1");
  expect(() => createTileCoder([], [], { tilings: 1, tiles: 1, size: 16 })).toThrow(RangeError);
});
