import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fitWeekly } from "../../../experiments/calibrate/weekly.js";

const header = "sales,price,brand,feat\n";

describe("weekly demand by brand", () => {
  test("of sales that follow 3 - 2 ln price + .5 feat to the letter is found to the letter", () => {
    const weeks = [
      [1, 0],
      [2, 0],
      [3, 1],
      [4, 0],
      [2.5, 1],
    ];
    const lines = weeks.map(
      ([price, feat]) => `${Math.exp(3 - 2 * Math.log(price) + 0.5 * feat)},${price},juice,${feat}`,
    );
    const { juice } = fitWeekly(header + lines.join("\n"));
    expect(juice.intercept).toBeCloseTo(3, 9);
    expect(juice.price).toBeCloseTo(-2, 9);
    expect(juice.feat).toBeCloseTo(0.5, 9);
    expect(juice.r2).toBeCloseTo(1, 12);
    expect(juice.regularPrice).toBe(2);
    expect(juice.weeks).toBe(5);
  });

  test("standard errors by hand: ln sales -1, 1, 1, 3 on two prices and two features, one degree of freedom", () => {
    // effects-coded: y = 1 + slope (x - 1/2) + lift (f - 1/2) with residual 0: slope 2, lift 2
    const lines = [
      [-1, 0, 0],
      [1, 1, 0],
      [1, 0, 1],
      [3.4, 1, 1],
    ].map(([y, x, f]) => `${Math.exp(y)},${Math.exp(x)},juice,${f}`);
    const { juice } = fitWeekly(header + lines.join("\n"));
    // the cell that is .4 too high spreads as +-.1 over four cells: residual sum of squares .04, one degree of freedom
    expect(juice.price).toBeCloseTo(2.2, 9);
    expect(juice.feat).toBeCloseTo(2.2, 9);
    expect(juice.standardErrors.price).toBeCloseTo(Math.sqrt(0.04), 9);
    expect(juice.r2).toBeCloseTo(1 - 0.04 / (2.1 ** 2 + 0.1 ** 2 + 0.1 ** 2 + 2.3 ** 2), 9);
  });

  test("faults are told at once, with lines", () => {
    expect(() => fitWeekly("sales,price,brand\n1,1,a\n")).toThrow(
      "weekly: line 1: feat: missing; found sales, price, brand",
    );
    expect(() => fitWeekly(`${header}0,1,a,0\n1,x,a,2\n`)).toThrow(
      /weekly: 3 faults\n {2}line 2: sales: found "0".*\n {2}line 3: price: found "x".*\n {2}line 3: feat: found "2"/,
    );
    expect(() => fitWeekly(header)).toThrow("weekly: no week below the header");
    expect(() => fitWeekly(`${header}1,1,a,0\n2,1,a,0\n`)).toThrow(
      "a: prices and features that vary over at least 4 weeks",
    );
  });
});

const file = new URL("../../../../shared/data/orange_juice_weekly.csv", import.meta.url);
describe.skipIf(!existsSync(file))("Dominick's orange juice (skipped without ../shared)", () => {
  test("lands on the reference rows", () => {
    const found = fitWeekly(readFileSync(file, "utf8"));
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
