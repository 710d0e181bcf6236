import { describe, expect, it } from "vitest";
import { uniformAt } from "../../../sim/math/key.js";
import { normalQuantile, poissonAt } from "../../../sim/math/samplers.js";

describe("poissonAt", () => {
  it("gives by hand, for mean 1: 0 up to .3679, 1 up to .7358, 2 up to .9197", () => {
    const at = (u: number) => poissonAt(u, 1, Math.exp(-1), 100);
    expect([0.1, 0.3678, 0.368, 0.7357, 0.736, 0.9196, 0.92].map(at)).toEqual([0, 0, 1, 1, 2, 2, 3]);
  });

  it("never gives more than its cap, nor less for a larger mean", () => {
    for (let i = 0; i < 1000; i++) {
      const u = uniformAt(3, 4, i);
      const small = poissonAt(u, 0.3, Math.exp(-0.3), 5);
      expect(small).toBeLessThanOrEqual(5);
      expect(poissonAt(u, 0.9, Math.exp(-0.9), 5)).toBeGreaterThanOrEqual(small);
    }
  });

  it("has the mean and variance of its law over 200,000 draws (within 4 s.e.)", () => {
    const N = 200_000;
    const mean = 0.7;
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < N; i++) {
      const x = poissonAt(uniformAt(5, 6, i), mean, Math.exp(-mean), 1000);
      sum += x;
      squares += x * x;
    }
    const variance = squares / N - (sum / N) ** 2;
    expect(Math.abs(sum / N - mean)).toBeLessThan(4 * Math.sqrt(mean / N));
    expect(Math.abs(variance - mean)).toBeLessThan(4 * Math.sqrt((mean + 2 * mean * mean) / N));
  });
});

describe("normalQuantile", () => {
  it.each([
    // SciPy 1.17.1, scipy.stats.norm.ppf
    [1e-300, -37.0470962993612],
    [1e-10, -6.361340902404056],
    [1e-5, -4.264890793922825],
    [0.05, -1.6448536269514729],
    [0.3, -0.5244005127080409],
    [0.5, 0],
    [0.975, 1.959963984540054],
    [1 - 1e-9, 5.997807019601637],
  ])("of %d is %d", (p, z) => {
    expect(Math.abs(normalQuantile(p) - z)).toBeLessThanOrEqual(1e-14 * Math.max(1, Math.abs(z)));
  });
});
