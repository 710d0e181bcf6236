import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { createRng } from "../../../agents/math/rng.js";
import { total } from "../../../experiments/calibrate/resampled-moments.js";
import { calibrateWeekly, type WeeklyCalibration } from "../../../experiments/calibrate/weekly-calibration.js";
import { forecastHeldOut } from "../../../experiments/calibrate/weekly-holdout.js";
import { openWeeklyMarket } from "../../../experiments/calibrate/weekly-market.js";
import { weeklyMoments, weeklyStatistic, weeklySums } from "../../../experiments/calibrate/weekly-moments.js";
import { type StoreWeek, storeWeeks } from "../../../experiments/calibrate/weekly-rows.js";
import { halfYears, type StoreHistory, storeHistories, weeksOf } from "../../../experiments/calibrate/weekly-stores.js";
import { loadDataset } from "../../../experiments/data/load.js";
import { type ScenarioInput, scenarioSchema } from "../../../sim/scenario.js";
import { printedRow } from "./printed.js";

const row = (brand: string, sales: number, more: Partial<StoreWeek> = {}): StoreWeek => ({
  brand,
  sales,
  price: 2,
  feat: 0,
  store: null,
  week: null,
  ...more,
});

/** Rows of so many weeks of each brand, one brand after the other. */
const block = (weeks: number, brands: readonly string[], sales: (week: number, brand: number) => number) =>
  brands.flatMap((brand, b) => Array.from({ length: weeks }, (_, week) => row(brand, sales(week, b))));

describe("stores' histories", () => {
  test("end where the first brand comes back, and weeks go by the order of rows", () => {
    const rows = [
      ...block(60, ["a", "b"], (week, b) => 64 * (1 + week + 100 * b)),
      ...block(50, ["a", "b"], () => 128),
    ];
    const { stores, brands, salesAUnit, matching } = storeHistories(rows);
    expect(brands).toEqual(["a", "b"]);
    expect(stores.map(({ name, weeks }) => [name, weeks.length])).toEqual([
      ["store 1", 60],
      ["store 2", 50],
    ]);
    expect(salesAUnit).toBe(64);
    expect([...stores[0].units.slice(0, 4)]).toEqual([1, 101, 2, 102]);
    expect(matching).toContain("weeks by the order of rows");
  });

  test("go by the columns store and week where the file has them; weeks without all brands are left out", () => {
    const rows = ["north", "south"].flatMap((store) =>
      ["a", "b"].flatMap((brand, b) =>
        Array.from({ length: 60 }, (_, week) => row(brand, week + 0.5, { store, week: 7 + week })).filter(
          (_, week) => b === 0 || week !== 3,
        ),
      ),
    );
    const { stores, salesAUnit } = storeHistories(rows.reverse());
    expect(stores.map(({ name }) => name).sort()).toEqual(["north", "south"]);
    expect([...stores[0].weeks].slice(0, 5)).toEqual([7, 8, 9, 11, 12]);
    expect(salesAUnit).toBe(1);
  });

  test("that cannot be matched, or are too short, are refused with what would help", () => {
    const ragged = [...block(60, ["a"], () => 1), ...block(59, ["b"], () => 1)];
    expect(() => storeHistories(ragged)).toThrow("60 weeks of a, 59 weeks of b: a column week is needed");
    expect(() => storeHistories(block(30, ["a", "b"], () => 1))).toThrow("104 store-weeks of all brands expected");
    expect(() => storeHistories(block(200, ["a"], () => 1))).toThrow("2 to 8 brands expected, found 1");
  });

  test("are cut into half years without a week lost", () => {
    const { stores } = storeHistories(block(110, ["a", "b"], (week) => 1 + week));
    const pieces = halfYears(stores);
    expect(pieces.map(({ weeks }) => weeks.length)).toEqual([28, 27, 28, 27]);
    expect(pieces.flatMap(({ units }) => [...units])).toEqual([...stores[0].units]);
    expect([...weeksOf(stores[0], 2, 4).units]).toEqual([3, 3, 4, 4]);
  });
});

/** A store whose ln units follow a rule of ln prices, features and what they were last week. */
function ruled(seed: string, weeks: number): StoreHistory {
  const rng = createRng(`ruled/${seed}`);
  const draw = () => Float64Array.from({ length: 2 * weeks }, () => 2 * Math.exp(0.2 * rng.normal()));
  const price = draw();
  const feat = Float64Array.from({ length: 2 * weeks }, () => (rng.uniform() < 0.3 ? 1 : 0));
  const units = Float64Array.from({ length: 2 * weeks }, (_, cell) => {
    const [t, b] = [Math.floor(cell / 2), cell % 2];
    const other = 2 * t + 1 - b;
    const past = t > 0 ? Math.log(price[cell - 2]) : 0;
    return Math.exp(
      5 +
        b -
        2.5 * Math.log(price[cell]) +
        0.5 * Math.log(price[other]) +
        0.7 * feat[cell] -
        0.1 * feat[other] +
        0.3 * past,
    );
  });
  return { name: seed, weeks: Int32Array.from({ length: weeks }, (_, t) => t), units, price, feat };
}

describe("the moments of stores' weeks", () => {
  const names = weeklyMoments(["a", "b"]).map(({ name }) => name);
  const momentsOf = (stores: readonly StoreHistory[]) => {
    const values = weeklyStatistic(2)(total(stores.map((store) => weeklySums(store, 2))));
    return (name: string) => values[names.indexOf(name)];
  };

  test("find the rule that sales follow to the letter, whatever the stores' sizes", () => {
    const small = ruled("one", 80);
    const large = ruled("other", 60);
    const found = momentsOf([small, { ...large, units: large.units.map((units) => 20 * units) }]);
    for (const brand of ["a", "b"]) {
      expect(found(`${brand}: elasticity by its own price`)).toBeCloseTo(-2.5, 8);
      expect(found(`${brand}: elasticity by the others' prices`)).toBeCloseTo(0.5, 8);
      expect(found(`${brand}: ln units in a featured week`)).toBeCloseTo(0.7, 8);
      expect(found(`${brand}: ln units while all others are featured`)).toBeCloseTo(-0.1, 8);
    }
    expect(found("elasticity by a brand's own price of last week")).toBeCloseTo(0.3, 8);
    expect(found("brands: s.d. of ln units, all this apart")).toBeCloseTo(0, 5);
  });

  test("leave the lift of a feature open where nothing is featured, and tell the rest", () => {
    const store = ruled("plain", 80);
    const found = momentsOf([{ ...store, feat: store.feat.map(() => 0) }]);
    expect(found("a: ln units in a featured week")).toBeNaN();
    expect(found("a: elasticity by its own price")).toBeLessThan(-2);
    expect(found("category: its correlation from week to week")).not.toBeNaN();
  });

  test("look at a week only after the week before it", () => {
    const store = ruled("gap", 40);
    const gapped = { ...store, weeks: store.weeks.map((week) => (week < 20 ? week : week + 5)) };
    const sums = weeklySums(gapped, 2);
    expect(sums[sums.length - 2]).toBe(38);
    expect(sums[sums.length - 1]).toBe(36);
  });
});

const shelf: ScenarioInput = {
  name: "shelf",
  fidelity: "cohort",
  population: 3000,
  products: [
    { name: "dear", category: "juice", listPrice: 3, unitCost: 2, initialStock: 100 },
    { name: "cheap", category: "juice", listPrice: 2, unitCost: 1.4, initialStock: 100 },
  ],
  segments: [
    {
      name: "bargain-seekers",
      share: 60,
      visit: { base: -1.39, storeValue: 0.05 },
      price: { sensitivity: 4, sensitivitySpread: 0, gain: 0.5, loss: 0.8 },
      promotion: { display: { "percent-off": 0.8 } },
      choice: { loyalty: 0.4, tasteSpread: 0, appeal: { dear: 0, cheap: 0.5 } },
      category: { incidence: -1, value: 0.6, pantry: 2, pantryKeep: 0.95, rival: 4 },
      quantity: { base: -1, price: 1 },
    },
    {
      name: "brand-buyers",
      share: 40,
      visit: { base: -1.39, storeValue: 0.05 },
      price: { sensitivity: 1.5, sensitivitySpread: 0, gain: 0.5, loss: 0.8 },
      promotion: { display: { "percent-off": 0.8 } },
      choice: { loyalty: 0.4, tasteSpread: 0, appeal: { dear: 0, cheap: -1 } },
      category: { incidence: -1, value: 0.6, pantry: 2, pantryKeep: 0.95, rival: 4 },
      quantity: { base: -1, price: 1 },
    },
  ],
  rivals: [{ name: "other-shops", process: { kind: "autoregressive", mean: 0, keep: 0.6, spread: 0.1, chance: 0 } }],
};

/** Eight stores' weeks as this market would sell them. */
function marketRows(): StoreWeek[] {
  const market = openWeeklyMarket(shelf, "truth");
  return Array.from({ length: 8 }, (_, s) => {
    const rng = createRng(`prices/${s}`);
    const weeks = 72;
    const price = Float64Array.from({ length: 2 * weeks }, (_, cell) =>
      Number(((cell % 2 === 0 ? 3 : 2) * (rng.uniform() < 0.4 ? 0.7 + 0.2 * rng.uniform() : 1)).toFixed(2)),
    );
    const feat = price.map((one, cell) => (one < (cell % 2 === 0 ? 3 : 2) && rng.uniform() < 0.5 ? 1 : 0));
    const history = { name: `${s}`, weeks: Int32Array.from({ length: weeks }, (_, t) => t), price, feat };
    const { units } = market.play({ ...history, units: new Float64Array(2 * weeks) }, 0);
    return Array.from({ length: 2 * weeks }, (_, cell): StoreWeek => {
      const sales = units[cell];
      return {
        brand: ["dear", "cheap"][cell % 2],
        sales,
        price: price[cell],
        feat: feat[cell],
        store: history.name,
        week: Math.floor(cell / 2),
      };
    });
  }).flat();
}

describe("a shelf calibrated to weeks that a market sold", () => {
  let found: WeeklyCalibration;
  beforeAll(() => {
    found = calibrateWeekly(marketRows(), { name: "again", marketDays: 800, evaluations: 40 });
  });

  test("sells as the market did: every moment fitted within 3 standard errors of the data's", () => {
    for (const { name, z, fitted } of found.fit.moments) if (fitted) expect(Math.abs(z ?? 0), name).toBeLessThan(3);
    expect(found.fit.overidentification?.p ?? 1).toBeGreaterThan(1e-4);
  });

  test("finds the pull of a feature nearly, and says how badly two brands tell an appeal from a sensitivity", () => {
    const told = new Map(found.fit.parameters.map(({ name, estimate, se }) => [name, { estimate, se }]));
    expect(Math.abs(told.get("pull of a feature")!.estimate - 0.8)).toBeLessThan(0.25);
    expect(told.get("bargain-seekers: appeal of cheap")!.se ?? Number.POSITIVE_INFINITY).toBeGreaterThan(1);
  });

  test("forecasts weeks it has not seen better than the year before does", () => {
    expect(found.heldOut.storeWeeks).toBe(8 * 18);
    expect(found.heldOut.simulated).toBeLessThan(0.8 * found.heldOut.seasonalNaive);
  });

  test("is a scenario that parses and says where its numbers come from", () => {
    const scenario = scenarioSchema.parse(found.scenario);
    expect(scenario.name).toBe("again");
    const paths = scenario.provenance.flatMap(({ path }) => path.split(", "));
    for (const path of ["products.listPrice", "segments.price.sensitivity", "segments.visit", "rivals.process.keep"])
      expect(paths).toContain(path);
    expect(new Set(scenario.provenance.map(({ origin }) => origin))).toEqual(new Set(["estimated", "assumed"]));
  });

  test("is the same to the bit for one seed, and prices and features are what moves it", () => {
    const history: StoreHistory = {
      name: "x",
      weeks: Int32Array.of(0, 1),
      units: new Float64Array(4),
      price: Float64Array.of(3, 2, 3, 1.4),
      feat: Float64Array.of(0, 0, 0, 1),
    };
    const play = (scenario: ScenarioInput) => openWeeklyMarket(scenario, "same").play(history, 0).units;
    expect(play(shelf)).toEqual(play(shelf));
    const [, before, , cheaper] = play({ ...shelf, rivals: [] });
    expect(cheaper).toBeGreaterThan(2 * before);
  });
});

test("of weeks held out the last quarter is forecast: the mean and the year before by hand", () => {
  // 80 weeks: 10 units a week for 60, then 20, 30, 20, 30, ... of the first brand, 5 always of the second
  const units = Float64Array.from({ length: 160 }, (_, cell) =>
    cell % 2 === 1 ? 5 : cell < 120 ? 10 : cell % 4 === 0 ? 20 : 30,
  );
  const price = Float64Array.from({ length: 160 }, (_, cell) => (cell % 2 === 0 ? 3 : 2));
  const store = {
    name: "s",
    weeks: Int32Array.from({ length: 80 }, (_, t) => t),
    units,
    price,
    feat: units.map(() => 0),
  };
  const heldOut = forecastHeldOut(shelf, [store]);
  expect(heldOut.storeWeeks).toBe(20);
  // ten weeks miss by 10, ten by 20, of 20 x 30 sold
  expect(heldOut.mean).toBeCloseTo(300 / 600, 12);
  expect(heldOut.seasonalNaive).toBeCloseTo(300 / 600, 12);
  expect(heldOut.simulated).toBeCloseTo(0.5, 1);
});

const file = new URL("../../../../shared/data/orange_juice_weekly.csv", import.meta.url);
describe.skipIf(!existsSync(file))("Dominick's orange juice (skipped where ../shared is absent)", () => {
  test("the calibrated market's weekly units beat seasonal naive in WAPE over the last quarter of the weeks", async () => {
    const rows = storeWeeks((await loadDataset(fileURLToPath(file), "weekly")).data);
    const { heldOut, fit, regressions } = calibrateWeekly(rows, { marketDays: 800, evaluations: 40 });
    expect(heldOut.storeWeeks).toBe(2379);
    // 1.1558 of seasonal naive, .7838 of the mean: NumPy 2.4.6
    expect(heldOut.seasonalNaive).toBeCloseTo(1.1558, 4);
    expect(heldOut.mean).toBeCloseTo(0.7838, 4);
    expect(heldOut.simulated).toBeLessThan(0.6);
    const category = fit.moments.find(({ name }) => name === "category: elasticity by all prices")!;
    // least squares within stores of NumPy 2.4.6 on the same weeks
    expect(category.data).toBeCloseTo(-2.522, 2);
    expect(Math.abs(category.simulated - category.data)).toBeLessThan(0.8);
    // what docs/calibrate.md prints that takes no simulation
    for (const [brand, { price }] of Object.entries(regressions))
      expect(printedRow("Orange juice", brand, 5)[0], brand).toBeCloseTo(price, 4);
    for (const { name, data } of fit.moments) expect(printedRow("Orange juice", name, 3)[0], name).toBeCloseTo(data, 3);
    const naive = "seasonal naive: the same week a year before";
    expect(printedRow("Orange juice", naive, 1)[0]).toBeCloseTo(heldOut.seasonalNaive, 3);
  });
});
