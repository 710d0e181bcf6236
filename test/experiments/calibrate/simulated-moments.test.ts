import { describe, expect, test } from "vitest";
import { createRng } from "../../../agents/math/rng.js";
import { resampledCovariance, total } from "../../../experiments/calibrate/resampled-moments.js";
import { fitSimulatedMoments, type MomentProblem } from "../../../experiments/calibrate/simulated-moments.js";

const normals = (seed: string, count: number) => {
  const rng = createRng(seed);
  return Float64Array.from({ length: count }, () => rng.normal());
};

/** Units that are means of what was drawn: the one moment is the mean. */
const meanOf = (values: readonly number[]) => values.map((value) => Float64Array.of(1, value));
const mean = ([count, sum]: Float64Array) => Float64Array.of(sum / count);

/** Purchases that a budget of 0 cuts off: y = max(0, mu + sigma z); sums are 1, 1{y > 0}, y, y^2. */
function cutOff(mu: number, sigma: number, z: Float64Array): Float64Array[] {
  return Array.from(z, (draw) => {
    const y = Math.max(0, mu + sigma * draw);
    return Float64Array.of(1, y > 0 ? 1 : 0, y, y * y);
  });
}
const cutOffProblem = (data: readonly Float64Array[], luck = normals("simulation", 2000)): MomentProblem => ({
  parameters: [
    { name: "mu", start: 0, low: -2, high: 3 },
    { name: "sigma", start: 1, low: 0.1, high: 4 },
  ],
  moments: [{ name: "above 0" }, { name: "mean" }, { name: "mean square" }],
  statistic: ([count, above, sum, squares]) => Float64Array.of(above / count, sum / count, squares / count),
  data,
  simulate: ([mu, sigma]) => cutOff(mu, sigma, luck),
});

describe("the covariance of moments", () => {
  test("of a mean is the variance of the units over their number", () => {
    const units = meanOf([1, 2, 3, 4, 5, 6, 7, 8]);
    // population variance 5.25, over 8 units
    expect(resampledCovariance(units, mean, "hand", 20_000).get(0, 0)).toBeCloseTo(5.25 / 8, 1);
  });

  test("of units that come in blocks is that of the blocks: what a block repeats tells nothing", () => {
    const values = Array.from(normals("blocks", 50));
    const once = resampledCovariance(meanOf(values), mean, "a", 2000).get(0, 0);
    const blocks = values.map((value) => Float64Array.of(4, 4 * value));
    expect(resampledCovariance(blocks, mean, "a", 2000).get(0, 0)).toBeCloseTo(once, 12);
  });

  test("needs two units at least", () => {
    expect(() => resampledCovariance(meanOf([1]), mean, "one")).toThrow("at least 2 units");
  });
});

describe("simulated moments", () => {
  test("with one moment and one parameter put the one upon the other, to the data's standard error", () => {
    const data = meanOf([1, 2, 3, 4, 5, 6, 7, 8]);
    const fit = fitSimulatedMoments(
      {
        parameters: [{ name: "twice the mean", start: 5, low: 0, high: 20 }],
        moments: [{ name: "mean" }],
        statistic: mean,
        data,
        // a simulation without luck: two units that are alike
        simulate: ([theta]) => meanOf([theta / 2, theta / 2]),
      },
      "hand",
    );
    expect(fit.parameters[0].estimate).toBeCloseTo(9, 2);
    const se = Math.sqrt(resampledCovariance(data, mean, "hand/data").get(0, 0));
    expect(fit.parameters[0].se).toBeCloseTo(2 * se, 6);
    expect(fit.moments[0]).toMatchObject({ name: "mean", data: 4.5, fitted: true });
    expect(fit.moments[0].z).toBeCloseTo(0, 2);
    expect(fit.overidentification).toBeNull();
  });

  test("tell a moment that is not fitted beside the others, and let it move nothing", () => {
    const data = [1, 2, 3, 4, 5, 6, 7, 8].map((value) => Float64Array.of(1, value, value * value));
    const problem = (fitted: boolean): MomentProblem => ({
      parameters: [{ name: "mean", start: 5, low: 0, high: 20 }],
      moments: [{ name: "mean" }, { name: "mean square", fitted }],
      statistic: ([count, sum, squares]) => Float64Array.of(sum / count, squares / count),
      data,
      simulate: ([theta]) => [Float64Array.of(1, theta, theta * theta)].flatMap((unit) => [unit, unit]),
    });
    const told = fitSimulatedMoments(problem(false), "told");
    expect(told.parameters[0].estimate).toBeCloseTo(4.5, 2);
    expect(told.moments[1].data).toBe(25.5);
    expect(told.moments[1].simulated).toBeCloseTo(20.25, 1);
    expect(told.moments[1].fitted).toBe(false);
    // the model has no variance, and squares above the mean's say so
    expect(fitSimulatedMoments(problem(true), "told").parameters[0].estimate).toBeGreaterThan(4.6);
  });

  test("say which parameter ended at its bound, and which no moment tells from another", () => {
    const data = meanOf([1, 2, 3, 4, 5, 6, 7, 8]).map(([count, sum]) => Float64Array.of(count, sum, 2 * sum));
    const twice: MomentProblem = {
      parameters: [
        { name: "one", start: 1, low: 0, high: 3 },
        { name: "other", start: 1, low: 0, high: 3 },
      ],
      moments: [{ name: "mean" }, { name: "twice" }],
      statistic: ([count, sum, double]) => Float64Array.of(sum / count, double / count),
      data,
      simulate: ([one, other]) =>
        meanOf([one + other, one + other]).map(([n, sum]) => Float64Array.of(n, sum, 2 * sum)),
    };
    const untold = fitSimulatedMoments(twice, "untold");
    expect(untold.parameters[0].estimate + untold.parameters[1].estimate).toBeCloseTo(4.5, 2);
    expect(untold.parameters.map(({ se }) => se)).toEqual([null, null]);
    const bounded = fitSimulatedMoments(
      { ...twice, parameters: twice.parameters.map((parameter) => ({ ...parameter, high: 2 })) },
      "bounded",
    );
    expect(bounded.parameters.map(({ atBound }) => atBound)).toEqual([true, true]);
    expect(bounded.parameters.map(({ se }) => se)).toEqual([null, null]);
  });

  test("refuse fewer moments that vary than parameters", () => {
    const data = meanOf([3, 3, 3]);
    expect(() =>
      fitSimulatedMoments({ ...cutOffProblem([]), data, statistic: mean, moments: [{ name: "mean" }] }, "few"),
    ).toThrow("2 parameters need as many moments that vary between units, found 0");
  });

  test("are the same to the bit for one seed", () => {
    const data = cutOff(0.5, 1.2, normals("data", 200));
    expect(fitSimulatedMoments(cutOffProblem(data), "same")).toEqual(fitSimulatedMoments(cutOffProblem(data), "same"));
  });

  test("cover the truth 95 times of 100 and find the model right, over 200 samples of what a bound cuts off", () => {
    const truth = [0.5, 1.2];
    let covered = 0;
    let j = 0;
    let refused = 0;
    const samples = 200;
    for (let sample = 0; sample < samples; sample++) {
      const data = cutOff(truth[0], truth[1], normals(`sample ${sample}`, 200));
      const fit = fitSimulatedMoments(cutOffProblem(data, normals(`luck ${sample}`, 500)), "coverage");
      fit.parameters.forEach(({ estimate, se }, k) => {
        if (Math.abs(estimate - truth[k]) < 1.96 * se!) covered += 1;
      });
      j += fit.overidentification!.j;
      if (fit.overidentification!.p < 0.05) refused += 1;
    }
    // standard error of the share .011, of the mean of a chi-square of one degree .1, of the part refused .015
    expect(covered / samples / 2).toBeGreaterThan(0.915);
    expect(covered / samples / 2).toBeLessThan(0.985);
    expect(Math.abs(j / samples - 1)).toBeLessThan(0.4);
    expect(refused / samples).toBeLessThan(0.1);
  });

  test("sums of units add up", () => {
    expect([...total([Float64Array.of(1, 2), Float64Array.of(3, 4)])]).toEqual([4, 6]);
  });
});
