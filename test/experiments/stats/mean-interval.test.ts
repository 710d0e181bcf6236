import { describe, expect, test } from "vitest";
import { createRng } from "../../../agents/math/rng.js";
import { percentileInterval } from "../../../experiments/stats/bootstrap.js";
import { iqmOfSorted } from "../../../experiments/stats/descriptive.js";
import { meanInterval } from "../../../experiments/stats/mean-interval.js";
import { policy } from "./seed-fixtures.js";

const scores = (...values: number[]) => policy("any", values).scores;

describe("the interval of a mean difference", () => {
  test("of four seeds is Student's: 2.5 -+ 3.182446 x .645497", () => {
    const [low, high] = meanInterval(scores(1, 2, 3, 4));
    expect(low).toBeCloseTo(2.5 - 3.182446305 * 0.645497224, 8);
    expect(high).toBeCloseTo(2.5 + 3.182446305 * 0.645497224, 8);
  });

  test("of equal scores is a point", () => {
    expect(meanInterval(scores(7, 7, 7))).toEqual([7, 7]);
  });

  test("stays finite where all seeds but one are equal, and does not claim a difference", () => {
    const [low, high] = meanInterval(scores(...new Array(19).fill(0), 5));
    expect(low).toBeCloseTo(0.25 - 2.093024054 * 0.25, 8);
    expect(high).toBeCloseTo(0.25 + 2.093024054 * 0.25, 8);
  });

  test("needs two seeds", () => {
    expect(() => meanInterval(scores(1))).toThrow("meanInterval: needs at least 2 scores, got 1");
  });

  test("moves and stretches with its scores", () => {
    const some = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8];
    const [low, high] = meanInterval(scores(...some));
    const [lowAfter, highAfter] = meanInterval(scores(...some.map((x) => 100 + 2 * x)));
    expect(lowAfter).toBeCloseTo(100 + 2 * low, 9);
    expect(highAfter).toBeCloseTo(100 + 2 * high, 9);
  });
});

/**
 * A nominal .95 with 2000 samples has a standard error of .005: 93-97% leaves four of them either side. Exponential
 * scores are skewer than differences of mean profits are.
 */
describe("95% intervals at 20 seeds cover the truth in 93 to 97 of 100 samples", () => {
  const rng = createRng("coverage");
  const samples = 2000;
  const normal = () => rng.normal();
  const exponential = () => -Math.log(1 - rng.uniform());
  /** luck that both policies share, three times as wide as the rest, and a true difference of 0 */
  const paired = () => {
    const shared = 3 * rng.normal();
    return shared + rng.normal() - (shared + rng.normal());
  };

  test.each([
    ["normal", normal, 0],
    ["paired under common luck", paired, 0],
    ["exponential", exponential, 1],
  ])("the mean difference, %s", (_, draw, truth) => {
    let covered = 0;
    for (let sample = 0; sample < samples; sample++) {
      const [low, high] = meanInterval(scores(...Array.from({ length: 20 }, draw)), {
        resamples: 600,
        seed: String(sample),
      });
      if (low <= truth && truth <= high) covered += 1;
    }
    expect(covered / samples).toBeGreaterThan(0.93);
    expect(covered / samples).toBeLessThan(0.97);
  });

  /** the IQM of the exponential law itself: mean between its quartiles, (.75 (1 + ln 4/3) - .25 (1 + ln 4)) / .5 */
  const exponentialIqm = (0.75 * (1 + Math.log(4 / 3)) - 0.25 * (1 + Math.log(4))) / 0.5;

  test.each([
    ["normal", normal, 0],
    ["exponential", exponential, exponentialIqm],
  ])("the IQM, %s", (_, draw, truth) => {
    let covered = 0;
    for (let sample = 0; sample < samples; sample++) {
      const [low, high] = percentileInterval([scores(...Array.from({ length: 20 }, draw))], iqmOfSorted, {
        resamples: 600,
        seed: String(sample),
      });
      if (low <= truth && truth <= high) covered += 1;
    }
    expect(covered / samples).toBeGreaterThan(0.93);
    expect(covered / samples).toBeLessThan(0.97);
  });
});
