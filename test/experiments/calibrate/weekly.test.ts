import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { fitWeekly } from "../../../experiments/calibrate/weekly.js";
import { type StoreWeek, storeWeeks } from "../../../experiments/calibrate/weekly-rows.js";
import { loadDataset } from "../../../experiments/data/load.js";

const week = (sales: number, price: number, feat: number): StoreWeek => ({
  brand: "juice",
  sales,
  price,
  feat,
  store: null,
  week: null,
});

describe("weekly demand by brand", () => {
  test("of sales that follow 3 - 2 ln price + .5 feat to the letter is found to the letter", () => {
    const weeks = [
      [1, 0],
      [2, 0],
      [3, 1],
      [4, 0],
      [2.5, 1],
    ];
    const { juice } = fitWeekly(
      weeks.map(([price, feat]) => week(Math.exp(3 - 2 * Math.log(price) + 0.5 * feat), price, feat)),
    );
    expect(juice.intercept).toBeCloseTo(3, 9);
    expect(juice.price).toBeCloseTo(-2, 9);
    expect(juice.feat).toBeCloseTo(0.5, 9);
    expect(juice.r2).toBeCloseTo(1, 12);
    expect(juice.regularPrice).toBe(2);
    expect(juice.weeks).toBe(5);
  });

  test("standard errors by hand: ln sales -1, 1, 1, 3 on two prices and two features, one degree of freedom", () => {
    // effects-coded: y = 1 + slope (x - 1/2) + lift (f - 1/2) with residual 0: slope 2, lift 2
    const rows = [
      [-1, 0, 0],
      [1, 1, 0],
      [1, 0, 1],
      [3.4, 1, 1],
    ].map(([y, x, f]) => week(Math.exp(y), Math.exp(x), f));
    const { juice } = fitWeekly(rows);
    // the cell that is .4 too high spreads as +-.1 over four cells: residual sum of squares .04, one degree of freedom
    expect(juice.price).toBeCloseTo(2.2, 9);
    expect(juice.feat).toBeCloseTo(2.2, 9);
    expect(juice.standardErrors.price).toBeCloseTo(Math.sqrt(0.04), 9);
    expect(juice.r2).toBeCloseTo(1 - 0.04 / (2.1 ** 2 + 0.1 ** 2 + 0.1 ** 2 + 2.3 ** 2), 9);
  });

  test("weeks without sales are left out, and without a feature there is no lift to tell", () => {
    const rows = [1, 2, 3, 4, 5].map((price) => week(8 / price, price, 0));
    const { juice } = fitWeekly([...rows, week(0, 2, 0)]);
    expect(juice.price).toBeCloseTo(-1, 9);
    expect(juice.feat).toBeNull();
    expect(juice.weeks).toBe(5);
  });

  test("a feature that always goes with one price cannot be told from it", () => {
    const rows = [1, 2, 1, 2, 2].map((price, n) => week(10 - n, price, price === 1 ? 1 : 0));
    expect(() => fitWeekly(rows)).toThrow("weekly: juice: demand regression: feat cannot be told");
  });

  test("a brand whose price never varies is refused", () => {
    expect(() => fitWeekly([1, 2, 3, 4].map((sales) => week(sales, 1, 0)))).toThrow(
      "juice: prices that vary over at least 4 weeks with sales expected",
    );
  });
});

const file = new URL("../../../../shared/data/orange_juice_weekly.csv", import.meta.url);
describe.skipIf(!existsSync(file))("Dominick's orange juice (skipped without ../shared)", () => {
  test("lands on the reference rows", async () => {
    const found = fitWeekly(storeWeeks((await loadDataset(fileURLToPath(file), "weekly")).data));
    const expected = {
      dominicks: [-2.9034, 0.8773, 0.4925],
      "minute.maid": [-2.3693, 1.1198, 0.6081],
      tropicana: [-2.2915, 0.5817, 0.4824],
    };
    for (const [brand, [price, feat, r2]] of Object.entries(expected)) {
      expect(found[brand].price).toBeCloseTo(price, 4);
      expect(found[brand].feat).toBeCloseTo(feat, 4);
      expect(found[brand].r2).toBeCloseTo(r2, 4);
    }
  });
});
