import { describe, expect, test } from "vitest";
import {
  type PurchaseHistory,
  panelMoments,
  panelStatistic,
  panelSums,
} from "../../../experiments/calibrate/panel-moments.js";
import { total } from "../../../experiments/calibrate/resampled-moments.js";
import { MOMENT_TRUTH, momentFit } from "./recovery.js";

const history = (
  chosen: number[],
  price: number[],
  feat: number[],
  more: Partial<PurchaseHistory> = {},
): PurchaseHistory => ({ chosen, price, feat, day: null, units: null, membership: [1], ...more });

/** Moments of histories at median prices of 2, by name. */
function moments(histories: PurchaseHistory[]): Map<string, number> {
  const values = panelStatistic(2, 1)(total(histories.map((one) => panelSums(one, [2, 2]))));
  return new Map(panelMoments(["a", "b"], 1).map(({ name }, i) => [name, values[i]]));
}

describe("the moments of a panel", () => {
  // a at 2, then at 1 and featured, then at 2; b at 2 always; bought: b, a, b
  const one = history([1, 0, 1], [2, 2, 1, 2, 2, 2], [0, 0, 1, 0, 0, 0], { day: [0, 4, 10], units: [1, 3, 1] });

  test("of one household are what can be counted by hand", () => {
    const found = moments([one]);
    const expected = {
      "b: share of purchases": 2 / 3,
      "bought again what was bought last": 0,
      "back to the brand before last, after another one": 1,
      "bought while featured": 1 / 3,
      "bought at over 10% below the median price": 1 / 3,
      // bought once of one offer, against twice of five
      "share of a featured brand over others'": 1 / (2 / 5),
      "share of a brand whose price fell since the last purchase": 1,
      "share of a brand whose price rose since the last purchase": 0,
      "concentration of a household's purchases": 1 / 9 + 4 / 9,
      "purchases of a household of class 1": 3,
      "s.d. of purchases over households, of their mean": 0,
      // gaps 4 and 6
      "s.d. of the days between purchases, of their mean": 1 / 5,
      "days to the next purchase after a deal over others": 6 / 4,
      "units a purchase": 5 / 3,
      "units of a purchase on deal over others": 3,
    };
    expect([...found.keys()]).toEqual(Object.keys(expected));
    for (const [name, value] of Object.entries(expected)) expect(found.get(name), name).toBeCloseTo(value, 12);
  });

  test("of households add up: twice the same one is the same, and brands that stay are bought again", () => {
    expect(moments([one, one])).toEqual(moments([one]));
    const loyal = history([0, 0, 0, 0], new Array(8).fill(2), new Array(8).fill(0));
    expect(moments([loyal]).get("bought again what was bought last")).toBe(1);
    // 3 and 4 purchases
    expect(moments([one, loyal]).get("s.d. of purchases over households, of their mean")).toBeCloseTo(0.5 / 3.5, 12);
  });

  test("without days or units have none of those, and classes count by how likely a household is of them", () => {
    const found = moments([history([0, 1], [2, 2, 2, 2], [0, 0, 0, 0])]);
    expect(found.get("units a purchase")).toBeNaN();
    expect(found.get("s.d. of the days between purchases, of their mean")).toBeNaN();
    const sums = total([
      panelSums(history([0], [2, 2], [0, 0], { membership: [0.9, 0.1] }), [2, 2]),
      panelSums(history([0, 0, 0], [2, 2, 2, 2, 2, 2], [0, 0, 0, 0, 0, 0], { membership: [0.1, 0.9] }), [2, 2]),
    ]);
    const values = panelStatistic(2, 2)(sums);
    const names = panelMoments(["a", "b"], 2).map(({ name }) => name);
    expect(values[names.indexOf("purchases of a household of class 1")]).toBeCloseTo(0.9 + 0.3, 12);
    expect(values[names.indexOf("purchases of a household of class 2")]).toBeCloseTo(0.1 + 2.7, 12);
  });

  test("of simulated shoppers lead back to the parameters they bought by, within four standard errors", () => {
    const { parameters } = momentFit("test", 250);
    expect(parameters.map(({ name }) => name)).toEqual(Object.keys(MOMENT_TRUTH));
    for (const { name, estimate, se } of parameters) {
      expect(se, name).toBeLessThan(0.6);
      expect(Math.abs(estimate - MOMENT_TRUTH[name as keyof typeof MOMENT_TRUTH]), name).toBeLessThan(4 * se!);
    }
  });
});
