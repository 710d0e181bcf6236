import { expect, it } from "vitest";
import { measureAdvertising } from "../../../experiments/realism/advertising.js";
import { openTrialShop, type TrialShop } from "../../../experiments/realism/trial-shop.js";
import { type Scenario, type ScenarioInput, scenarioSchema } from "../../../sim/scenario.js";

function shop(advertising: number, channels: { name: string; saturation: number; keep: number }[]): Scenario {
  const input: ScenarioInput = {
    name: "advertiser",
    warmUpDays: 0,
    products: [{ name: "salt", category: "salt", listPrice: 1, unitCost: 0.5, initialStock: 0 }],
    segments: [{ name: "all", share: 1, advertising, visit: { base: -1, storeValue: 0 } }],
    advertising: { channels },
  };
  return scenarioSchema.parse(input);
}

const radio = { name: "radio", saturation: 80, keep: 0.5 };

it("by hand: units that grow with the fifth root of spending have an elasticity of .2, now and for good", () => {
  const asked: number[] = [];
  const stub = {
    scenario: shop(1, [radio]),
    categoryOf: new Int32Array(1),
    advertise(spend: (day: number) => Float64Array, days: number) {
      asked.push(spend(0)[0], spend(days - 1)[0]);
      const units = Float64Array.from({ length: days }, (_, day) => spend(day)[0] ** 0.2);
      return { units, ratio: new Float64Array(1), discount: new Float64Array(1), revenue: new Float64Array(1) };
    },
  } as unknown as TrialShop;
  const { week, permanent } = measureAdvertising([stub, stub])!;
  expect(week.value).toBeCloseTo(0.2, 12);
  expect(permanent.value).toBeCloseTo(0.2, 12);
  // a quarter of the saturation of 80, and half as much again: in the last week, and always
  expect(asked).toEqual([20, 20, 20, 30, 30, 30, 20, 20, 20, 30, 30, 30]);
});

it("is 0 where advertising moves nobody, above 0 where it does, and missing where there is none", () => {
  const shops = (scenario: Scenario) => ["a", "b", "c"].map((seed) => openTrialShop(scenario, 500, seed));
  expect(measureAdvertising(shops(shop(0, [radio])))!.week.value).toBe(0);
  const { week, permanent } = measureAdvertising(shops(shop(1, [radio])))!;
  expect(week.value).toBeGreaterThan(3 * week.se);
  expect(permanent.value).toBeGreaterThan(3 * permanent.se);
  expect(measureAdvertising(shops(shop(1, [])))).toBeNull();
});
