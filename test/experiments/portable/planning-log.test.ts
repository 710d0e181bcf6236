import { expect, test } from "vitest";
import { createReplicates } from "../../../envs/replicates.js";
import { planningLog } from "../../../experiments/portable/planning-log.js";
import { cornerShop } from "../../envs/corner-shop.js";

const scenario = cornerShop();
const log = planningLog({ scenario, seed: "1" });
const P = scenario.products.length;

test("four seasons follow each other, a row a day", () => {
  expect(log.days).toBe(48);
  expect([...log.day]).toEqual(Array.from({ length: 48 }, (_, row) => row % 12));
  expect([...log.campaign]).toEqual(Array.from(log.day, (day) => (day >= 4 && day <= 6 ? 0 : -1)));
});

test("the same seed gives the same log to the bit, warm-up shared or not; another seed another", () => {
  expect(planningLog({ scenario, seed: "1", replicates: createReplicates() })).toEqual(log);
  expect(planningLog({ scenario, seed: "2" }).units).not.toEqual(log.units);
});

test("the choice is the offer that was open: none where the guard rails refused", () => {
  const depths = [0, ...scenario.promotions.depths];
  for (let row = 0; row < log.days; row++)
    for (let slot = 0; slot < P; slot++) expect(depths[log.choice[row * P + slot]]).toBe(log.depth[row * P + slot]);
});

test("no offer goes beyond the day's rules", () => {
  for (let row = 0; row < log.days; row++)
    for (let p = 0; p < P; p++) {
      const campaign = log.campaign[row] === 0 && scenario.products[p].category === "tea";
      expect(log.depth[row * P + p]).toBeLessThanOrEqual(campaign ? 0.3 : 0.2);
    }
});

test("half of the blocks are none, and the legal depths are alike", () => {
  const free = cornerShop({ horizonDays: 91, calendar: {}, promotions: { depths: [0.1, 0.2, 0.3] }, population: 1 });
  const long = planningLog({ scenario: free, seed: "3", episodes: 40 });
  const shares = [0, 0, 0, 0];
  for (const choice of long.choice) shares[choice] += 1 / long.choice.length;
  // A block lasts 8.5 days in the mean and their squares 84.2, so days in blocks count as 40 x 91 x 3 / 9.9 draws.
  const draws = long.choice.length / (84.17 / 8.5);
  const errors = (p: number) => 4 * Math.sqrt((p * (1 - p)) / draws);
  expect(Math.abs(shares[0] - 1 / 2)).toBeLessThan(errors(1 / 2));
  for (const share of shares.slice(1)) expect(Math.abs(share - 1 / 6)).toBeLessThan(errors(1 / 6));
});

test("a block lasts three days at least, so that stocking up shows", () => {
  const free = cornerShop({ horizonDays: 60, calendar: {}, promotions: { depths: [0.1, 0.2, 0.3] }, population: 1 });
  const { choice } = planningLog({ scenario: free, seed: "4", episodes: 1 });
  for (let slot = 0; slot < P; slot++) {
    const days = Array.from({ length: 60 }, (_, day) => choice[day * P + slot]);
    const runs = days.join("").match(/(.)\1*/g)!;
    for (const run of runs.slice(0, -1)) expect(run.length).toBeGreaterThanOrEqual(3);
    expect(runs.length).toBeGreaterThan(2);
  }
});

test("sales are higher on days with an offer", () => {
  const long = planningLog({ scenario, seed: "5", episodes: 30 });
  const mean = (promoted: boolean) => {
    let units = 0;
    let days = 0;
    for (let i = 0; i < long.units.length; i++) {
      if (long.depth[i] > 0 !== promoted) continue;
      units += long.units[i];
      days += 1;
    }
    return units / days;
  };
  expect(mean(true)).toBeGreaterThan(1.1 * mean(false));
});

test("a number of seasons that is none is refused", () => {
  expect(() => planningLog({ scenario, seed: "1", episodes: 0 })).toThrow(
    "episodes must be a whole number of at least 1, got 0",
  );
});
