import { expect, test } from "vitest";
import { createRng } from "../../../agents/math/rng.js";
import { holm } from "../../../experiments/stats/holm.js";

test("worked by hand: .01 x 4, .02 x 3, then .03 x 2 and .04 that may not fall below .06", () => {
  const adjusted = holm([0.04, 0.01, 0.03, 0.02]);
  [0.06, 0.04, 0.06, 0.06].forEach((expected, index) => {
    expect(adjusted[index]).toBeCloseTo(expected, 15);
  });
  expect(holm([0.9, 0.8])).toEqual([1, 1]);
  expect(holm([0.3])).toEqual([0.3]);
  expect(holm([])).toEqual([]);
  expect(() => holm([0.1, Number.NaN])).toThrow("holm: needs probabilities, got NaN");
});

test("of ten tests without any effect, one is rejected at .05 in no more than 5 of 100 families", () => {
  const rng = createRng("holm");
  let families = 0;
  for (let family = 0; family < 4000; family++) {
    const p = Array.from({ length: 10 }, () => rng.uniform());
    if (holm(p).some((value) => value <= 0.05)) families += 1;
  }
  expect(families / 4000).toBeLessThan(0.05 + 4 * Math.sqrt((0.05 * 0.95) / 4000));
  expect(families / 4000).toBeGreaterThan(0.03);
});
