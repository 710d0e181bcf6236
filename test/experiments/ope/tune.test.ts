import { describe, expect, test } from "vitest";
import { createRng } from "../../../agents/math/rng.js";
import { contextualEstimators } from "../../../experiments/ope/contextual.js";
import { estimateOf } from "../../../experiments/ope/row-ratios.js";
import { candidateConstants, tuneConstants } from "../../../experiments/ope/tune.js";

const f = (...values: number[]) => Float64Array.from(values);

describe("constants chosen from the log", () => {
  const even = { reward: f(1, 0, 1, 1), weight: f(1, 1, 1, 1), modelled: f(1, 0, 1, 0), modelledPolicy: f(1, 1, 0, 1) };

  test("equal weights are left as they are", () => {
    for (const tuning of ["mse", "slope"] as const) expect(tuneConstants(even, tuning).clip, tuning).toBe(1);
    expect(tuneConstants(even, "mse")).toMatchObject({ clip: 1, subGaussian: 0 });
  });

  test("what is given is not chosen", () => {
    expect(tuneConstants(even, "mse", { clip: 3, subGaussian: 0.2 })).toMatchObject({ clip: 3, subGaussian: 0.2 });
  });

  test("candidates begin with the one that changes nothing and end with the one that changes most", () => {
    const { clip, switch: threshold, shrink, subGaussian } = candidateConstants(f(0, 1, 2, 8));
    expect(clip).toHaveLength(11);
    expect([clip[0], clip[5], clip[10]].map((c) => c.toFixed(9))).toEqual([
      "8.000000000",
      "4.000000000",
      "2.000000000",
    ]);
    expect(threshold).toEqual([...clip, 0]);
    expect([shrink[0], shrink.at(-1)]).toEqual([64_000, 0]);
    expect([subGaussian[0], subGaussian.at(-1)]).toEqual([0, 1]);
  });

  test("slope stops at the last that agrees with all before: means 2, 1 and .2 with reaches by hand", () => {
    // two rows: IPW terms 4 and 0 (mean 2, error 2), clipped at 1: 1 and 0 (mean .5, error .5)
    // 2 -+ 7.84 and .5 -+ 1.96 meet: the heaviest change is taken
    const rows = { reward: f(1, 0), weight: f(4, 1), modelled: f(0, 0), modelledPolicy: f(0, 0) };
    expect(tuneConstants(rows, "slope").clip).toBe(1);
  });
});

/** A few weights of 40 in a hundred: 300 logs of 100 rows, whose clipped errors must beat the plain ones by a third of their squares. */
test("chosen clips, switches and shrinkage err less than IPW and DR where weights are wild", () => {
  const rng = createRng("tuning");
  const squares: Record<string, number> = {};
  for (let log = 0; log < 300; log++) {
    const rows = 100;
    const weight = Float64Array.from({ length: rows }, () => (rng.uniform() < 0.02 ? 25 : 0.5 / 0.98));
    const reward = Float64Array.from(weight, () => (rng.uniform() < 0.4 ? 1 : 0));
    const modelled = new Float64Array(rows).fill(0.35);
    const all = { reward, weight, modelled, modelledPolicy: modelled };
    for (const tuning of ["mse", "slope"] as const) {
      const estimators = contextualEstimators(all, tuneConstants(all, tuning));
      for (const [name, estimator] of Object.entries(estimators)) {
        const key = `${tuning} ${name}`;
        squares[key] = (squares[key] ?? 0) + (estimateOf(estimator) - 0.4) ** 2;
      }
    }
  }
  for (const name of ["Switch-DR", "DRos"]) {
    expect(squares[`slope ${name}`]).toBeLessThan(0.5 * squares["slope DR"]);
    expect(squares[`mse ${name}`]).toBeLessThan(0.9 * squares["mse DR"]);
  }
  expect(squares["slope clipped"]).toBeLessThan(squares["slope IPW"]);
  expect(squares["mse clipped"]).toBeLessThan(0.67 * squares["mse IPW"]);
});
