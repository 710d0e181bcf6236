import { describe, expect, test } from "vitest";
import { leastSquares } from "../../../agents/math/least-squares.js";
import { createRng } from "../../../agents/math/rng.js";

/** Columns behind an intercept, row-major. */
function design(...columns: number[][]): Float64Array {
  return Float64Array.from(columns[0].flatMap((_, row) => [1, ...columns.map((column) => column[row])]));
}
const close = (values: readonly number[], digits = 10) => values.map((value) => expect.closeTo(value, digits));
const errorsOf = ({ covariance }: { covariance: Float64Array }, width: number) =>
  Array.from({ length: width }, (_, j) => Math.sqrt(covariance[j * (width + 1)]));

const y = Float64Array.of(2.1, 2.9, 3.7, 5.2, 4.8, 6.9, 7.1, 9.3);
const trend = [1, 2, 3, 4, 5, 6, 7, 8];
const flag = [0, 1, 0, 0, 1, 0, 1, 1];

describe("worked by hand", () => {
  test("a line through (0, 1), (1, 2), (2, 6): slope 2.5, intercept .5, residuals .5, -1, .5 on one degree of freedom", () => {
    const fit = leastSquares(Float64Array.of(1, 2, 6), design([0, 1, 2]));
    expect([...fit.coefficients]).toEqual(close([0.5, 2.5]));
    expect([...fit.residuals]).toEqual(close([0.5, -1, 0.5]));
    expect(fit.degrees).toBeCloseTo(1, 12);
    expect(fit.variance).toBeCloseTo(1.5, 12);
    expect(fit.r2).toBeCloseTo(1 - 1.5 / 14, 12);
    // variance of a slope: 1.5 / sum (x - 1)^2; of the mean outcome: 1.5 / 3
    expect(errorsOf(fit, 2)).toEqual(close([Math.sqrt(0.5 + 0.75), Math.sqrt(0.75)]));
  });

  test("a penalty of 1 halves a standardised slope, as rows stand against rows", () => {
    const free = leastSquares(y, design(trend));
    const pulled = leastSquares(y, design(trend), { penalty: 1 });
    expect(pulled.coefficients[1]).toBeCloseTo(free.coefficients[1] / 2, 12);
    expect(pulled.degrees).toBeCloseTo(8 - 1.5, 12);
  });
});

describe("against NumPy 2.4.6", () => {
  test("two columns, classical and HC1 standard errors", () => {
    const fit = leastSquares(y, design(trend, flag));
    expect([...fit.coefficients]).toEqual(close([0.9647058823529393, 1.002941176470589, -0.45588235294117907]));
    expect(errorsOf(fit, 3)).toEqual(close([0.4411892155021843, 0.09685361551005855, 0.4438390244049923]));
    expect(fit.r2).toBeCloseTo(0.9607215299913068, 12);
    const robust = leastSquares(y, design(trend, flag), { errors: "robust" });
    expect(errorsOf(robust, 3)).toEqual(close([0.35182088211854534, 0.09286200628255496, 0.382807054695949]));
  });

  test("a ridge of .25 on standardised columns", () => {
    const fit = leastSquares(y, design(trend, flag), { penalty: 0.25 });
    expect([...fit.coefficients]).toEqual(close([1.793600867678959, 0.7665943600867678, 0.013449023861171357]));
    expect(8 - fit.degrees).toBeCloseTo(2.544468546637744, 12);
    expect(errorsOf(fit, 3)).toEqual(close([0.5378930156780352, 0.1016982053171243, 0.46603972390688253]));
  });
});

describe("laws", () => {
  test("a unit only scales its coefficient, under a penalty too", () => {
    const cents = design(
      trend.map((x) => 100 * x + 7),
      flag,
    );
    for (const penalty of [0, 0.3]) {
      const fit = leastSquares(y, design(trend, flag), { penalty });
      const scaled = leastSquares(y, cents, { penalty });
      expect(scaled.coefficients[1]).toBeCloseTo(fit.coefficients[1] / 100, 12);
      expect(scaled.coefficients[2]).toBeCloseTo(fit.coefficients[2], 10);
      expect(scaled.r2).toBeCloseTo(fit.r2, 12);
    }
  });

  test("a column that is constant, or told by those before it, is left out and the others are as without it", () => {
    const sum = trend.map((x, row) => x - 2 * flag[row]);
    const fit = leastSquares(y, design(trend, new Array(8).fill(3), flag, sum));
    const plain = leastSquares(y, design(trend, flag));
    expect(fit.leftOut).toEqual([2, 4]);
    expect([...fit.coefficients]).toEqual(
      close([plain.coefficients[0], plain.coefficients[1], 0, plain.coefficients[2], 0]),
    );
    expect(fit.covariance[2 * 5 + 2]).toBe(0);
    expect(fit.degrees).toBeCloseTo(5, 12);
    // a ridge shares the slope between columns that say the same
    expect(leastSquares(y, design(trend, trend), { penalty: 0.1 }).leftOut).toEqual([]);
  });

  test("wrong input is refused", () => {
    expect(() => leastSquares(y, new Float64Array(17))).toThrow("8 outcomes, 17 numbers");
    expect(() => leastSquares(Float64Array.of(1, 2), design([1, 2]))).toThrow("needs more than 2 rows");
    expect(() => leastSquares(y, design(trend), { penalty: -1 })).toThrow("penalty of 0 or more, got -1");
  });
});

test("where errors grow with x, robust intervals hold the slope in 95% of 1000 fits within 3 standard errors, classical ones do not", () => {
  const rng = createRng("least squares coverage");
  const held = { classical: 0, robust: 0 };
  for (let run = 0; run < 1000; run++) {
    const x = Array.from({ length: 300 }, () => rng.normal());
    const outcome = Float64Array.from(x, (value) => 1 + 2 * value + value * rng.normal());
    for (const errors of ["classical", "robust"] as const) {
      const { coefficients, covariance } = leastSquares(outcome, design(x), { errors });
      // the .975 quantile of Student's t with 298 degrees of freedom
      if (Math.abs(coefficients[1] - 2) < 1.968 * Math.sqrt(covariance[3])) held[errors] += 1;
    }
  }
  expect(Math.abs(held.robust / 1000 - 0.95)).toBeLessThan(3 * Math.sqrt((0.95 * 0.05) / 1000));
  expect(held.classical / 1000).toBeLessThan(0.8);
});
