import { expect, test } from "vitest";
import { createRng } from "../../../agents/math/rng.js";
import { latinHypercube } from "../../../experiments/tune/latin-hypercube.js";

test("of every column each stratum holds one point", () => {
  for (const rows of [1, 2, 7, 50]) {
    const points = latinHypercube(rows, 3, createRng(`hypercube ${rows}`));
    for (let column = 0; column < 3; column++) {
      const strata = Array.from({ length: rows }, (_, row) => Math.floor(points[row * 3 + column] * rows));
      expect(strata.sort((a, b) => a - b)).toEqual(Array.from({ length: rows }, (_, i) => i));
    }
  }
});

test("columns are shuffled against each other: over many hypercubes of two rows half go up", () => {
  const rng = createRng("hypercubes");
  let rising = 0;
  for (let i = 0; i < 400; i++) {
    const [a, b, c, d] = latinHypercube(2, 2, rng);
    if (a < c === b < d) rising += 1;
  }
  // four standard errors of a fair coin
  expect(Math.abs(rising - 200)).toBeLessThan(40);
});

test("no rows are refused", () => {
  expect(() => latinHypercube(0, 2, createRng("1"))).toThrow("latinHypercube: needs a row and a column, got 0 x 2");
});
