import { describe, expect, test } from "vitest";
import { createRng } from "../../../agents/math/rng.js";
import { fitSeasonalNaive, loadSeasonalNaive } from "../../../agents/models/seasonal-naive.js";
import { decodeState, encodeState } from "../../../experiments/portable/state-codec.js";

describe("worked by hand", () => {
  const units = Float64Array.of(10, 20, 30, 13, 16, 30);

  test("the last season comes again and again", () => {
    const { mean } = fitSeasonalNaive(units, 3).forecast(7);
    expect([...mean]).toEqual([13, 16, 30, 13, 16, 30, 13]);
  });

  test("differences 3, -4 and 0 a season apart: their root mean square spreads with the root of the seasons ahead", () => {
    const model = fitSeasonalNaive(units, 3);
    const deviation = Math.sqrt(25 / 3);
    expect(model.deviation).toBeCloseTo(deviation, 12);
    const { mean, intervals } = model.forecast(4, [0.95]);
    // .975 quantile of Student's t with 3 degrees of freedom
    expect(intervals[0].high[0] - mean[0]).toBeCloseTo(3.182446 * deviation, 4);
    expect(intervals[0].high[3] - mean[3]).toBeCloseTo(3.182446 * deviation * Math.SQRT2, 4);
  });

  test("a period that is not known is told by the one a season before", () => {
    const { mean } = fitSeasonalNaive(Float64Array.of(1, 2, 3, 4, Number.NaN, 6), 2).forecast(2);
    expect([...mean]).toEqual([3, 6]);
  });
});

describe("laws", () => {
  test("brought back through JSON it tells the same to the bit", () => {
    const model = fitSeasonalNaive(Float64Array.of(1, 5, 2, 7, 3), 2);
    const back = loadSeasonalNaive(decodeState(JSON.parse(JSON.stringify(encodeState(model.save())))));
    expect(back.forecast(5)).toEqual(model.forecast(5));
    expect(back.explain()).toEqual(model.explain());
  });

  test("wrong input is refused", () => {
    expect(() => fitSeasonalNaive(Float64Array.of(1, 2), 3)).toThrow("needs every part of a season of 3 once");
    expect(() => fitSeasonalNaive(Float64Array.of(1, 2), 2)).toThrow("needs more than 2 periods");
    expect(() => fitSeasonalNaive(Float64Array.of(1, 2), 0)).toThrow("whole period");
    expect(() => fitSeasonalNaive(Float64Array.of(1, 2), 1).forecast(0)).toThrow("horizon of 1 or more, got 0");
    expect(() => fitSeasonalNaive(Float64Array.of(1, 2), 1).forecast(1, [80])).toThrow("levels within 0 and 1, got 80");
  });
});

test("intervals of a seasonal random walk hold 95% of 1000 periods two seasons ahead, within 3 standard errors", () => {
  const rng = createRng("seasonal naive coverage");
  let held = 0;
  for (let run = 0; run < 1000; run++) {
    const walk = new Float64Array(88);
    for (let row = 0; row < 88; row++) walk[row] = (row < 4 ? 50 : walk[row - 4]) + rng.normal();
    const { intervals } = fitSeasonalNaive(walk.subarray(0, 80), 4).forecast(8, [0.95]);
    if (intervals[0].low[7] <= walk[87] && walk[87] <= intervals[0].high[7]) held += 1;
  }
  expect(Math.abs(held / 1000 - 0.95)).toBeLessThan(3 * Math.sqrt((0.95 * 0.05) / 1000));
});
