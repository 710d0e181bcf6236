import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { csvParse, type DSVRowArray } from "d3";
import { beforeAll, describe, expect, test } from "vitest";
import { createRng } from "../../../agents/math/rng.js";
import {
  type DemandRegressionOptions,
  fitDemandRegression,
  loadDemandRegression,
} from "../../../agents/models/demand-regression.js";
import type { Term } from "../../../agents/models/design.js";
import { decodeState, encodeState } from "../../../experiments/portable/state-codec.js";
import { salesRows } from "./sales-rows.js";

const lnPrice: Term = { kind: "log", column: "price" };
const feature: Term = { kind: "column", column: "feature" };
const close = (values: readonly number[], digits = 8) => values.map((value) => expect.closeTo(value, digits));

describe("worked by hand", () => {
  test("units of 100 p^-2 e^(.5 f) are told to the letter by log-log, and so is what they would be", () => {
    const price = [1, 2, 4, 1, 2, 3];
    const flag = [0, 0, 0, 1, 1, 1];
    const units = price.map((p, row) => 100 * p ** -2 * Math.exp(0.5 * flag[row]));
    for (const outcome of ["log", "count"] as const) {
      const model = fitDemandRegression(salesRows({ price, feature: flag, units }), {
        terms: [lnPrice, feature],
        outcome,
      });
      expect([...model.coefficients]).toEqual(close([Math.log(100), -2, 0.5]));
      expect([...model.predictMean(salesRows({ price: [5], feature: [1] }))]).toEqual(close([4 * Math.exp(0.5)], 6));
    }
  });

  test("semi-log: a price that costs 30% a unit of money", () => {
    const price = [1, 2, 3, 4, 5];
    const model = fitDemandRegression(salesRows({ price, units: price.map((p) => 50 * 0.7 ** p) }), {
      terms: [{ kind: "column", column: "price" }],
    });
    expect(model.coefficients[1]).toBeCloseTo(Math.log(0.7), 10);
  });

  test("the mean is smeared: units 1, 4 and 16 are e^(ln 4) times the mean of 1/4, 1 and 4", () => {
    const model = fitDemandRegression(salesRows({ units: [1, 4, 16] }), { terms: [] });
    const { mean, meanLow, meanHigh } = model.predictUnits(salesRows({ any: [0] }));
    expect(mean[0]).toBeCloseTo((4 * (0.25 + 1 + 4)) / 3, 10);
    // ln units 0, ln 4, 2 ln 4: variance ln^2 4, two degrees of freedom, t = 4.302653
    const margin = (4.302653 * Math.log(4)) / Math.sqrt(3);
    expect(Math.log(meanHigh[0] / mean[0])).toBeCloseTo(margin, 5);
    expect(Math.log(mean[0] / meanLow[0])).toBeCloseTo(margin, 5);
  });
});

describe("against NumPy 2.4.6: quasi-Poisson by Newton's method", () => {
  const data = salesRows({
    units: [3, 15, 2, 8, 30, 4, 12, 45, 7, 20],
    price: [3, 2.5, 3, 2, 2, 2.8, 1.6, 1.5, 2.4, 1.2],
    feature: [0, 0, 0, 1, 0, 0, 1, 0, 1, 1],
  });
  const options = { terms: [lnPrice, feature], outcome: "count" } as const;

  test("coefficients, dispersion, deviance, standard errors of both kinds", () => {
    const model = fitDemandRegression(data, options);
    expect([...model.coefficients]).toEqual(close([4.972877974736298, -2.8101313974151347, -1.2125880605782187], 6));
    expect(model.spread).toBeCloseTo(2.5478232672976957, 6);
    expect(model.r2).toBeCloseTo(0.8224006280642282, 8);
    expect([...model.standardErrors]).toEqual(close([0.37248051288760287, 0.505660228051251, 0.31888129553620415], 6));
    const robust = fitDemandRegression(data, { ...options, errors: "robust" });
    expect([...robust.standardErrors]).toEqual(
      close([0.24642035543700777, 0.4498457599571674, 0.22150927913035018], 6),
    );
  });

  test("a penalty of .2, which the dispersion does not weaken", () => {
    const model = fitDemandRegression(data, { ...options, penalty: 0.2 });
    expect([...model.coefficients]).toEqual(close([4.428372900071284, -2.1098898524667735, -0.8272387232339928], 6));
  });
});

const file = join(import.meta.dirname, "../../../../shared/data/orange_juice_weekly.csv");
describe.skipIf(!existsSync(file))("Dominick's orange juice (skipped without ../shared)", () => {
  let juices: DSVRowArray;
  beforeAll(() => {
    juices = csvParse(readFileSync(file, "utf8"));
  });
  test.each([
    ["dominicks", -2.9034, 0.8773, 0.4925],
    ["minute.maid", -2.3693, 1.1198, 0.6081],
    ["tropicana", -2.2915, 0.5817, 0.4824],
  ])("%s lands on the reference row", (brand, price, feat, r2) => {
    const rows = juices.filter((row) => row.brand === brand);
    const column = (name: string) => rows.map((row) => Number(row[name]));
    const data = salesRows({ units: column("sales"), price: column("price"), feature: column("feat") }, { span: 7 });
    const model = fitDemandRegression(data, { terms: [lnPrice, feature] });
    expect(model.coefficients[1]).toBeCloseTo(price, 4);
    expect(model.coefficients[2]).toBeCloseTo(feat, 4);
    expect(model.r2).toBeCloseTo(r2, 4);
  });
});

describe("laws", () => {
  const rng = createRng("demand regression laws");
  const price = Array.from({ length: 60 }, () => 1 + rng.uniform());
  const units = price.map((p) => Math.exp(3 - 2 * Math.log(p) + 0.3 * rng.normal()));
  const data = salesRows({ price, units });
  const terms: Term[] = [lnPrice, { kind: "weekday" }, { kind: "holidays", name: "fest", days: [3, 30] }];

  test.each(["log", "count"] as const)("%s: brought back through JSON it predicts the same to the bit", (outcome) => {
    const model = fitDemandRegression(data, { terms, outcome, errors: "robust" });
    const back = loadDemandRegression(decodeState(JSON.parse(JSON.stringify(encodeState(model.save())))));
    expect(back.predictUnits(data)).toEqual(model.predictUnits(data));
    expect(back.explain()).toEqual(model.explain());
  });

  test("intervals nest: of the mean within those of a row, of 80% within those of 95%", () => {
    for (const outcome of ["log", "count"] as const) {
      const model = fitDemandRegression(data, { terms, outcome });
      const wide = model.predictUnits(data, 0.95);
      const narrow = model.predictUnits(data, 0.8);
      for (let row = 0; row < data.rows; row++) {
        expect(wide.low[row]).toBeLessThan(wide.meanLow[row]);
        expect(wide.meanLow[row]).toBeLessThan(wide.mean[row]);
        expect(wide.mean[row]).toBeLessThan(wide.meanHigh[row]);
        expect(wide.meanHigh[row]).toBeLessThan(wide.high[row]);
        expect(narrow.low[row]).toBeGreaterThanOrEqual(wide.low[row]);
        expect(narrow.high[row]).toBeLessThanOrEqual(wide.high[row]);
      }
    }
  });

  test("the weightiest finding stands first, an elasticity under that name", () => {
    const { summary, findings } = fitDemandRegression(data, { terms }).explain();
    expect(findings[0].name).toBe("ln price");
    expect(findings[0].unit).toBe("elasticity");
    expect(findings).toHaveLength(8);
    expect(summary).toContain("60 rows");
  });

  test("what cannot be told is refused by name, or left out where asked", () => {
    const twice: DemandRegressionOptions = { terms: [lnPrice, { kind: "holidays", name: "never", days: [] }, lnPrice] };
    expect(() => fitDemandRegression(data, twice)).toThrow("never, ln price cannot be told from the other regressors");
    const model = fitDemandRegression(data, { ...twice, untold: "leave out" });
    expect(model.leftOut).toEqual(["never", "ln price"]);
    expect(model.coefficients[1]).toBeCloseTo(fitDemandRegression(data, { terms: [lnPrice] }).coefficients[1], 12);
  });

  test("wrong units are refused", () => {
    const none = salesRows({ price: [1, 2, 3], units: [1, 0, 2] });
    expect(() => fitDemandRegression(none, { terms: [lnPrice] })).toThrow(
      'ln units needs units above 0, got 0 in row 1; outcome "count" takes 0',
    );
    const below = salesRows({ price: [1, 2, 3], units: [1, -1, 2] });
    expect(() => fitDemandRegression(below, { terms: [lnPrice], outcome: "count" })).toThrow(
      "units of 0 or more, got -1",
    );
    expect(() => fitDemandRegression(data, { terms }).predictUnits(data, 95)).toThrow("levels within 0 and 1, got 95");
  });
});

describe("intervals over 400 fits of 60 rows", () => {
  const near95 = (held: number) =>
    expect(Math.abs(held - 0.95)).toBeLessThan(3 * Math.sqrt((0.95 * 0.05) / 400) + 0.005);

  test.each(["log", "count"] as const)("%s: hold the mean and the next row's units in 95 of 100", (outcome) => {
    const rng = createRng(`demand regression coverage ${outcome}`);
    const asked = salesRows({ price: [1.3], feature: [1] });
    const truth = Math.exp(3 - 2 * Math.log(1.3) + 0.4);
    let mean = 0;
    let next = 0;
    for (let run = 0; run < 400; run++) {
      const price = Array.from({ length: 61 }, () => 1 + rng.uniform());
      const flag = Array.from({ length: 61 }, () => (rng.uniform() < 0.3 ? 1 : 0));
      price[60] = 1.3;
      flag[60] = 1;
      const units = price.map((p, row) => drawn(Math.exp(3 - 2 * Math.log(p) + 0.4 * flag[row]), outcome, rng));
      const model = fitDemandRegression(
        salesRows({ price: price.slice(0, 60), feature: flag.slice(0, 60), units: units.slice(0, 60) }),
        { terms: [lnPrice, feature], outcome },
      );
      const told = model.predictUnits(asked);
      // the mean of a lognormal is its median times e^(variance / 2)
      const expected = outcome === "log" ? truth * Math.exp(0.5 * 0.4 ** 2) : truth;
      if (told.meanLow[0] <= expected && expected <= told.meanHigh[0]) mean += 1;
      if (told.low[0] <= units[60] && units[60] <= told.high[0]) next += 1;
    }
    near95(mean / 400);
    // counts are whole, so that their intervals hold a little more
    if (outcome === "log") near95(next / 400);
    else {
      expect(next / 400).toBeGreaterThan(0.93);
      expect(next / 400).toBeLessThan(0.985);
    }
  });
});

/** Lognormal units with deviation .4, or a Poisson count. */
function drawn(mean: number, outcome: "log" | "count", rng: ReturnType<typeof createRng>): number {
  if (outcome === "log") return mean * Math.exp(0.4 * rng.normal());
  let count = -1;
  for (let product = 1; product > Math.exp(-mean); product *= rng.uniform()) count += 1;
  return count;
}
