import { describe, expect, it } from "vitest";
import { digamma, logGamma } from "../../../agents/math/gamma-function.js";

describe("worked by hand", () => {
  it("ln Gamma is 0 at 1 and 2, ln 24 at 5 and half of ln pi at 1/2", () => {
    expect(logGamma(1)).toBeCloseTo(0, 14);
    expect(logGamma(2)).toBeCloseTo(0, 14);
    expect(logGamma(5)).toBeCloseTo(Math.log(24), 14);
    expect(logGamma(0.5)).toBeCloseTo(0.5 * Math.log(Math.PI), 14);
  });

  it("digamma grows by 1 / x from x to x + 1", () => {
    for (const x of [0.3, 1, 4.2, 9.5, 80]) expect(digamma(x + 1) - digamma(x)).toBeCloseTo(1 / x, 13);
  });
});

describe("against SciPy 1.17.1, gammaln and digamma", () => {
  it.each([
    [0.001, 6.907178885383853, -1000.5755719318103],
    [0.1, 2.252712651734206, -10.423754940411076],
    [1.5, -0.12078223763524526, 0.03648997397857652],
    [3.7, 1.428072326665388, 1.1671535393615113],
    [10, 12.801827480081469, 2.251752589066721],
    [25.5, 56.38916764371994, 3.2189424728839198],
    [100, 359.1342053695754, 4.600161852738088],
    [1e4, 82099.71749644238, 9.21029037114285],
    [1e8, 1742068066.1038349, 18.420680738952367],
  ])("at %d", (x, gamma, psi) => {
    expect(Math.abs(logGamma(x) - gamma)).toBeLessThan(1e-14 * Math.max(1, Math.abs(gamma)));
    expect(Math.abs(digamma(x) - psi)).toBeLessThan(1e-14 * Math.max(1, Math.abs(psi)));
  });
});

describe("laws", () => {
  it("digamma is the slope of ln Gamma", () => {
    for (const x of [0.2, 1.4, 3, 9.99, 10.01, 40]) {
      const width = 1e-5 * x;
      expect((logGamma(x + width) - logGamma(x - width)) / (2 * width)).toBeCloseTo(digamma(x), 7);
    }
  });

  it("both refuse what is not above 0", () => {
    expect(() => logGamma(0)).toThrow(RangeError);
    expect(() => logGamma(Number.NaN)).toThrow("logGamma: needs a number above 0, got NaN");
    expect(() => digamma(-1)).toThrow("digamma: needs a number above 0, got -1");
  });
});
