import { expect, test } from "vitest";
import { make } from "../../envs/registry.js";
import { typicalSales } from "../../envs/typical-sales.js";
import { presets } from "../../sim/presets/registry.js";
import { type Scenario, scenarioSchema } from "../../sim/scenario.js";
import { cornerShop } from "./corner-shop.js";

test("by hand: 300 shoppers, visits .25, tea bought on .55 of visits and split evenly, 1.301 units each", () => {
  // sigmoid(-1.1) = .249740, sigmoid(.2) = .549834, 1 + exp(-1.2) = 1.301194: 300 x .24974 x .549834 x 1.301194 = 53.602
  const [green, black, rye] = typicalSales(cornerShop());
  expect(green).toBeCloseTo(26.801, 2);
  expect(black).toBe(green);
  expect(rye).toBeCloseTo(53.602, 2);
});

test.each(Object.keys(presets))("%s sells within a factor of 2.5 of it, product by product", (name) => {
  const scenario: Scenario = scenarioSchema.parse(presets[name as keyof typeof presets]);
  const env = make("Restock-v1", { scenario });
  const largest = Int32Array.from(env.brief?.restockSlots ?? [], ({ units }) => Math.min(units.length - 1, 3));
  env.reset({ seed: "typical" });
  const units = new Float64Array(scenario.products.length);
  for (let day = 0; day < 28; day++) {
    const { report } = env.step(largest).info;
    for (let p = 0; p < units.length; p++) units[p] += report.units[p] / 28;
  }
  typicalSales(scenario).forEach((typical, p) => {
    expect(units[p] / typical).toBeGreaterThan(0.4);
    expect(units[p] / typical).toBeLessThan(2.5);
  });
});
