import { describe, expect, it } from "vitest";
import { createRng } from "../../../../agents/math/rng.js";
import { qiniCurve } from "../../../../agents/models/uplift/qini.js";

describe("worked by hand", () => {
  // by falling score: treated who visits, other who does not, treated who visits, other who visits
  const score = [4, 3, 2, 1];
  const treated = [1, 0, 1, 0];
  const outcome = [1, 0, 1, 1];

  it("gains u = R1 - R0 N1 / N0 over all treated: 1/2, 1/2, 1, 1/2", () => {
    const { share, gain, area, coefficient } = qiniCurve(score, treated, outcome);
    expect([...share]).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect([...gain]).toEqual([0, 0.5, 0.5, 1, 0.5]);
    // trapezoids (1/2 + 1 + 3/2 + 3/2) / 8 less the triangle 1/4; the best is (1/2)(1/2)/2
    expect(area).toBeCloseTo(4.5 / 8 - 0.25, 14);
    expect(coefficient).toBeCloseTo((4.5 / 8 - 0.25) / 0.125, 13);
  });

  it("takes equal scores together: one score for all is the straight line, with no area", () => {
    const { share, gain, area } = qiniCurve([1, 1, 1, 1], treated, outcome);
    expect([...share]).toEqual([0, 1]);
    expect([...gain]).toEqual([0, 0.5]);
    expect(area).toBe(0);
  });

  it("loses what the opposite order would gain, about: the curve turned over", () => {
    const up = qiniCurve(score, treated, outcome).area;
    const down = qiniCurve(
      score.map((s) => -s),
      treated,
      outcome,
    ).area;
    expect(up).toBeGreaterThan(0);
    expect(down).toBeLessThan(0);
  });
});

describe("laws", () => {
  it("has no coefficient where the treatment does nothing or harm on average", () => {
    expect(qiniCurve([2, 1], [1, 0], [0, 1]).coefficient).toBeNaN();
  });

  it("refuses trials without two arms and scores that are none", () => {
    expect(() => qiniCurve([1, 2], [1, 1], [0, 1])).toThrow("needs both, 2 of 2 were treated");
    expect(() => qiniCurve([1], [1, 0], [0, 1])).toThrow("1 scores, 2 treatments, 2 outcomes");
    expect(() => qiniCurve([1, Number.NaN], [1, 0], [0, 1])).toThrow("the score of 1 is no number");
  });
});

describe("statistical", () => {
  it("is near 1 for the true uplift where one in five is moved for sure and nobody else visits, near 0 at random", () => {
    const rng = createRng("qini");
    const rows = 20_000;
    const persuadable = Array.from({ length: rows }, () => (rng.uniform() < 0.2 ? 1 : 0));
    const treated = persuadable.map(() => rng.int(2));
    const outcome = persuadable.map((moved, i) => moved * treated[i]);
    expect(qiniCurve(persuadable, treated, outcome).coefficient).toBeCloseTo(1, 1);
    const random = qiniCurve(
      persuadable.map(() => rng.uniform()),
      treated,
      outcome,
    );
    // deviation of the area about sqrt(a / (12 n1)), .0013; the best area is .08
    expect(Math.abs(random.coefficient)).toBeLessThan(4 * (0.0013 / 0.08));
  });
});
