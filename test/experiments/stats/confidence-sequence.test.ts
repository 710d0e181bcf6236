import { describe, expect, test } from "vitest";
import { createRng } from "../../../agents/math/rng.js";
import { studentQuantile } from "../../../agents/math/student.js";
import { confidenceSequence, sequenceFactor } from "../../../experiments/stats/confidence-sequence.js";
import { mean, variance } from "../../../experiments/stats/descriptive.js";
import { sequentialInterval } from "../../../experiments/stats/sequential-plan.js";

describe("a confidence sequence", () => {
  test("worked by hand: five scores, g = 1: K = (sqrt(6) / .05)^.4 = 4.7432, r = 3.7432 / (1 - K / 6) = 17.872", () => {
    expect(sequenceFactor(5)).toBeCloseTo(Math.sqrt(4 * 17.87), 1);
    const [low, high] = confidenceSequence([1, 2, 3, 4, 5]);
    expect((high - low) / 2).toBeCloseTo(sequenceFactor(5) * Math.sqrt(0.5), 12);
    expect((high + low) / 2).toBeCloseTo(3, 12);
    expect(sequenceFactor(4)).toBe(Number.POSITIVE_INFINITY);
  });

  test("ends where the likelihood ratio of the t statistic, as Lindon et al. (2022) have it, is 1 / error", () => {
    const rng = createRng("ratio");
    for (const [n, error, effects] of [
      [6, 0.05, 1],
      [17, 0.01, 0.5],
      [60, 0.1, 4],
    ]) {
      const scores = Array.from({ length: n }, () => 3 + rng.normal());
      const [low] = confidenceSequence(scores, { error, effects });
      const t2 = (mean(scores) - low) ** 2 / (variance(scores) / n);
      const r = 1 / (1 + n * effects);
      const ratio = 0.5 * Math.log(r) + 0.5 * n * (Math.log(1 + t2 / (n - 1)) - Math.log(1 + (r * t2) / (n - 1)));
      expect(Math.exp(ratio) * error).toBeCloseTo(1, 9);
    }
  });

  test("that ratio is one on average where there is no difference: the likelihood of each t integrates to one", () => {
    // density of t under the null times the ratio, n = 4, g = 1, over t by the midpoint rule on its angle
    const degrees = 3;
    const steps = 20_000;
    let sum = 0;
    let plain = 0;
    for (let i = 0; i < steps; i++) {
      const angle = (Math.PI * (i + 0.5)) / steps - Math.PI / 2;
      const t2 = degrees * Math.tan(angle) ** 2;
      const density = Math.cos(angle) ** (degrees - 1);
      plain += density;
      sum += density * Math.sqrt(1 / 5) * ((1 + t2 / degrees) / (1 + t2 / degrees / 5)) ** 2;
    }
    expect(sum / plain).toBeCloseTo(1, 6);
  });

  test("is a point where scores are equal, and needs two", () => {
    expect(confidenceSequence([2, 2, 2])).toEqual([2, 2]);
    expect(() => confidenceSequence([1])).toThrow("confidenceSequence: needs at least 2 scores, got 1");
    expect(() => sequenceFactor(5, { error: 0 })).toThrow("error is 0, not above 0 and below 1");
    expect(() => sequenceFactor(5, { effects: 0 })).toThrow("effects is 0, not above 0");
  });
});

describe("a plan's intervals", () => {
  test("have bounds from the first look on, however many comparisons", () => {
    for (const comparisons of [1, 11, 200])
      for (const [from, to] of [
        [3, 3],
        [5, 40],
        [20, 1000],
      ]) {
        const interval = sequentialInterval({ from, to, comparisons });
        const scores = Array.from({ length: from }, (_, i) => i % 2);
        expect(interval(scores.slice(1))).toBeUndefined();
        expect(interval(scores)!.every(Number.isFinite)).toBe(true);
      }
    expect(() => sequentialInterval({ from: 5, to: 4, comparisons: 1 })).toThrow("from 5 to 4 seeds");
  });
});

/**
 * Looked at after every seed from 5 to 60, with nothing to find. A share of .05 in 2,000 studies has a standard error of .005.
 */
describe("under continuous looking the error rate holds", () => {
  const studies = 2000;
  const shareOfFalseClaims = (comparisons: number, draw: (rng: ReturnType<typeof createRng>) => number) => {
    const rng = createRng(`looks ${comparisons}`);
    const interval = sequentialInterval({ from: 5, to: 60, comparisons });
    let claims = 0;
    let naive = 0;
    const quantile = Array.from({ length: 61 }, (_, n) => (n < 2 ? 0 : studentQuantile(0.975, n - 1)));
    // the interval's half length is a factor of n times the standard error: read off once
    const factor = Array.from({ length: 61 }, (_, n) => {
      const scores = Array.from({ length: n }, (_, i) => i);
      const found = n < 5 ? undefined : interval(scores);
      return found && (found[1] - found[0]) / 2 / Math.sqrt(variance(scores) / n);
    });
    for (let study = 0; study < studies; study++) {
      let claimed = false;
      let fooled = false;
      for (let comparison = 0; comparison < comparisons; comparison++) {
        let sum = 0;
        let squares = 0;
        for (let n = 1; n <= 60; n++) {
          const difference = draw(rng);
          sum += difference;
          squares += difference * difference;
          if (n < 5) continue;
          const t = Math.abs(sum / n) / Math.sqrt((squares - (sum * sum) / n) / (n - 1) / n);
          claimed ||= t > factor[n]!;
          fooled ||= t > quantile[n];
        }
      }
      if (claimed) claims += 1;
      if (fooled) naive += 1;
    }
    return { claims: claims / studies, naive: naive / studies };
  };
  const bound = 0.05 + 4 * Math.sqrt((0.05 * 0.95) / studies);

  test("for one policy, normal differences; Student's interval looked at as often claims falsely in a quarter", () => {
    const { claims, naive } = shareOfFalseClaims(1, (rng) => rng.normal());
    expect(claims).toBeLessThan(bound);
    expect(naive).toBeGreaterThan(0.2);
  });

  test("for six policies together, differences of exponential profits", () => {
    const profit = (rng: ReturnType<typeof createRng>) => -Math.log(1 - rng.uniform());
    expect(shareOfFalseClaims(6, (rng) => profit(rng) - profit(rng)).claims).toBeLessThan(bound);
  });
});
