import { describe, expect, it } from "vitest";
import { sampleBeta } from "../../../agents/math/beta.js";
import { fitDirichletMultinomial } from "../../../agents/math/dirichlet-multinomial.js";
import { createRng } from "../../../agents/math/rng.js";

describe("against SciPy 1.17.1, the likelihood maximised by BFGS", () => {
  it("three kinds of ten units, one of them empty", () => {
    const counts = [5, 0, 1, 0, 4, 0, 2, 2, 2, 9, 1, 0, 0, 0, 3, 1, 0, 0, 3, 7, 2, 0, 0, 0, 6, 0, 0, 1, 3, 1];
    const { weights, strength } = fitDirichletMultinomial(counts, 3);
    [0.97936068, 0.60019968, 0.46987538].forEach((expected, k) => {
      expect(weights[k]).toBeCloseTo(expected, 5);
    });
    expect(strength).toBeCloseTo(2.04943574, 5);
  });

  it("two kinds: a beta-binomial", () => {
    const counts = [3, 1, 0, 8, 5, 5, 2, 0, 7, 1, 0, 3, 4, 4, 1, 6];
    const { weights } = fitDirichletMultinomial(counts, 2);
    expect(weights[0]).toBeCloseTo(0.81642333, 5);
    expect(weights[1]).toBeCloseTo(1.03624925, 5);
  });
});

describe("laws", () => {
  it("takes units that differ no more than chance has it for equal", () => {
    const { weights, strength } = fitDirichletMultinomial([3, 7, 3, 7, 3, 7, 3, 7], 2);
    expect(strength).toBeGreaterThan(1000);
    expect(weights[0] / strength).toBeCloseTo(0.3, 4);
  });

  it("gives a kind that never occurs no weight", () => {
    const { weights } = fitDirichletMultinomial([3, 0, 1, 1, 0, 4], 3);
    expect(weights[1]).toBe(0);
    expect(weights[0]).toBeGreaterThan(0);
  });

  it("refuses what is no table of counts", () => {
    expect(() => fitDirichletMultinomial([1, 2, 3], 2)).toThrow(RangeError);
    expect(() => fitDirichletMultinomial([1.5, 2], 2)).toThrow("needs whole counts, got 1.5");
    expect(() => fitDirichletMultinomial([0, 0], 2)).toThrow("nothing is counted");
  });
});

describe("statistical", () => {
  it("recovers Beta(2, 3) from 4,000 units of up to 20 observations, to 4 standard errors (about 2% each)", () => {
    const rng = createRng("beta-binomial");
    const counts: number[] = [];
    for (let unit = 0; unit < 4000; unit++) {
      const share = sampleBeta(2, 3, rng);
      let hits = 0;
      const tries = 1 + rng.int(20);
      for (let n = 0; n < tries; n++) if (rng.uniform() < share) hits += 1;
      counts.push(hits, tries - hits);
    }
    const { weights } = fitDirichletMultinomial(counts, 2);
    expect(Math.abs(weights[0] / 2 - 1)).toBeLessThan(0.16);
    expect(Math.abs(weights[1] / 3 - 1)).toBeLessThan(0.16);
    expect(weights[0] / (weights[0] + weights[1])).toBeCloseTo(0.4, 1);
  });
});
