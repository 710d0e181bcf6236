import { existsSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { fitConditionalLogit } from "../../../agents/math/conditional-logit.js";
import { calibratePanel, type PanelCalibration } from "../../../experiments/calibrate/panel.js";
import { panelAttributes } from "../../../experiments/calibrate/panel-attributes.js";
import { readPanel } from "../../../experiments/calibrate/panel-csv.js";
import { panelProblem } from "../../../experiments/calibrate/panel-fit.js";
import { total } from "../../../experiments/calibrate/resampled-moments.js";
import { UserError } from "../../../experiments/faults.js";
import { scenarioSchema } from "../../../sim/scenario.js";
import { printedRow, printedRows } from "./printed.js";

const tiny = `id,price.a,price.b,feat.a,feat.b,choice
1,2,3,0,0,a
1,3,2,0,1,b
2,2,2,1,0,a
1,2,2,0,0,b
`;

/** Three households, 60 purchases of two brands; the cheaper one is bought four times of five. */
function small(price: (n: number) => [number, number] = (n) => [2 + (n % 3), 2 + ((n + 1) % 4)]): string {
  const lines = Array.from({ length: 60 }, (_, n) => {
    const [a, b] = price(n);
    const cheaper = a < b ? "a" : "b";
    return `${n % 3},${a},${b},${n % 5 === 0 ? (cheaper === "a" ? "b" : "a") : cheaper}`;
  });
  return ["id,price.a,price.b,choice", ...lines].join("\n");
}

function faultsOf(csv: string, base?: string): string[] {
  try {
    calibratePanel(csv, { base });
  } catch (error) {
    if (error instanceof UserError) return error.message.split("\n").map((line) => line.trim());
    throw error;
  }
  return [];
}

describe("reading a panel", () => {
  test("brands come from the price columns, other columns are left alone, a byte order mark and blank lines too", () => {
    const panel = readPanel(`\uFEFF${tiny.replace("id,", "week,id,").replaceAll(/^(?=[12],)/gm, "x,")}\n\n`);
    expect(panel.brands).toEqual(["a", "b"]);
    expect(panel.household).toEqual(["1", "1", "2", "1"]);
    expect([...panel.chosen]).toEqual([0, 1, 0, 1]);
    expect([...panel.price]).toEqual([2, 3, 3, 2, 2, 2, 2, 2]);
    expect([...(panel.feat ?? [])]).toEqual([0, 0, 0, 1, 1, 0, 0, 0]);
    expect(panel.disp).toBeNull();
  });

  test("days are dates or numbers, units are above 0, and a household's purchases go with time", () => {
    const dated = tiny
      .split("\n")
      .map((line, n) =>
        line === ""
          ? line
          : `${line},${["date", "2024-03-01", "2024-03-04", "2024-01-01", "2024-03-09"][n]},${["units", 1, 2, 1, 1][n]}`,
      );
    const panel = readPanel(dated.join("\n"));
    // days since 1970-01-01
    expect([...(panel.day ?? [])]).toEqual([19783, 19786, 19723, 19791]);
    expect([...(panel.units ?? [])]).toEqual([1, 2, 1, 1]);
    expect(() => readPanel(dated.join("\n").replace("2024-03-09", "2024-03-02"))).toThrow(
      "date: purchases of a household in the order of time expected",
    );
    expect(() => readPanel(dated.join("\n").replace("2024-03-09", "soon"))).toThrow('date: found "soon"');
  });

  test("columns may be called otherwise where it is said", () => {
    const panel = readPanel(tiny.replace("id,", "who,"), { id: "who" });
    expect(panel.household).toEqual(["1", "1", "2", "1"]);
  });

  test("loyalty is to the household's own last brand, none before its first purchase", () => {
    const data = panelAttributes(readPanel(tiny), { base: "b", price: "linear", loyalty: true });
    expect(data.names).toEqual(["a", "price", "feat", "loyalty"]);
    const loyalty = data.attributes.filter((_, cell) => cell % 4 === 3);
    expect([...loyalty]).toEqual([0, 0, 1, 0, 0, 0, 0, 1]);
  });

  test("a remembered price starts at the first one met and moves by part of the way", () => {
    const data = panelAttributes(readPanel(tiny), { base: "b", price: "log", referenceMemory: 0.5 });
    expect(data.names).toEqual(["a", "price", "feat", "gain", "loss"]);
    const column = (k: number) => [...data.attributes.filter((_, cell) => cell % 5 === k)];
    // household 1 remembers a: 2, 2, 2.5; b: 3, 3, 2.5
    expect(column(3)).toEqual([0, 0, 0, 1 / 3, 0, 0, 0.2, 0.2]);
    expect(column(4)).toEqual([0, 0, -0.5, 0, 0, 0, 0, 0]);
  });
});

describe("a faulty panel", () => {
  test("has its every fault told at once, with lines", () => {
    const csv = "id,price.a,price.b,choice\n1,two,2,a\n1,3,-1,c\n,3,2,b\n1,2,3\n";
    expect(faultsOf(csv)).toEqual([
      "panel: 5 faults",
      "line 5: 3 cells, expected 4 as in the header",
      'line 2: price.a: found "two", expected a price, not below 0',
      'line 3: price.b: found "-1", expected a price, not below 0',
      'line 4: id: found "", expected a household',
      'line 3: choice: found "c", expected a brand, one of a, b',
    ]);
  });

  test("has missing, lone and repeated columns told by name", () => {
    expect(faultsOf("price.a,price.a,feat.z\n1,2,3\n")).toEqual([
      "panel: 6 faults",
      "line 1: id: missing; found price.a, price.a, feat.z",
      "line 1: choice: missing; found price.a, price.a, feat.z",
      "line 1: feat.a: missing; found price.a, price.a, feat.z",
      'line 1: price["<brand>"]: columns of at least 2 brands expected, found 1',
      "line 1: price.a: stands twice in the header",
      "line 1: feat.z: no column price.z goes with it",
    ]);
  });

  test("has many bad cells of a column counted, not listed", () => {
    const csv = `id,price.a,price.b,choice\n${"1,?,2,a\n".repeat(40)}1,1,2,b\n`;
    const lines = faultsOf(csv);
    expect(lines).toHaveLength(7);
    expect(lines[6]).toBe("price.a: 35 more such cells");
  });

  test.each([
    ["", "panel: the file is empty"],
    ["id,price.a,price.b,choice\n", "panel: no purchase below the header"],
    ["id,price.a,choice\n1,2,a\n", 'panel: line 1: price["<brand>"]: columns of at least 2 brands expected, found 1'],
    ["id,price.a,price.b,choice\n1,1,2,a\n", "panel: choice: b is never bought: its appeal has no estimate"],
    [small(() => [2, 2]), "panel: conditional logit: price does not vary between alternatives"],
  ])("%#: is refused in one line", (csv, message) => {
    expect(faultsOf(csv)).toEqual([message]);
  });

  test("a base that is no brand is refused with the brands there are", () => {
    expect(faultsOf(small(), "c")).toEqual(["panel: base: found c, expected a brand, one of a, b"]);
  });
});

describe("calibrating a small panel", () => {
  test("the base is the last brand unless said, and changes signs only", () => {
    const last = calibratePanel(small());
    const first = calibratePanel(small(), { base: "a" });
    expect(Object.keys(last.coefficients)).toEqual(["a", "price"]);
    expect(Object.keys(first.coefficients)).toEqual(["b", "price"]);
    expect(first.coefficients.b.estimate).toBeCloseTo(-last.coefficients.a.estimate, 9);
    expect(first.elasticities.a).toBeCloseTo(last.elasticities.a, 9);
  });

  test("purchases with a price of 0 count in the linear fit and have no logarithm", () => {
    const csv = small((n) => (n === 7 ? [0, 2] : [2 + (n % 3), 2 + ((n + 1) % 4)]));
    const found = calibratePanel(csv);
    expect(found.purchases).toBe(60);
    expect(found.logPrice.purchases).toBe(59);
  });

  test("gives a scenario that is valid, in the prices' unit unless told otherwise", () => {
    const { scenario } = calibratePanel(small());
    expect(() => scenarioSchema.parse(scenario)).not.toThrow();
    expect(scenario.products.map((product) => product.listPrice)).toEqual([3, 3.5]);
    const scaled = calibratePanel(small(), { priceScale: 0.001, currency: "€" }).scenario;
    expect(scaled.products.map((product) => product.listPrice)).toEqual([0.003, 0.0035]);
    expect(scenarioSchema.parse(scaled).moneyStep).toBeLessThanOrEqual(0.00003);
    expect(new Set(scenario.provenance?.map(({ origin }) => origin))).toEqual(new Set(["estimated", "assumed"]));
  });
});

const data = new URL("../../../../shared/data/", import.meta.url);
const load = (name: string) => readFileSync(new URL(name, data), "utf8");

describe.skipIf(!existsSync(data))("the panels of Jain, Vilcassim and Chintagunta (skipped without ../shared)", () => {
  let yogurt: PanelCalibration;
  beforeAll(() => {
    // as docs/calibrate.md has it: a category's name names its luck too
    yogurt = calibratePanel(load("yogurt_panel.csv"), { base: "weight", category: "yogurt" });
  });

  test("yogurt lands on the reference row", () => {
    const { coefficients, logLikelihood, elasticities } = yogurt;
    const expected = { yoplait: 1.375755, dannon: 0.641184, hiland: -3.074416, price: -0.366584, feat: 0.491433 };
    expect(Object.keys(coefficients)).toEqual(Object.keys(expected));
    for (const [name, estimate] of Object.entries(expected))
      expect(coefficients[name].estimate).toBeCloseTo(estimate, 5);
    expect(coefficients.price.se).toBeCloseTo(0.024366, 5);
    expect(coefficients.feat.se).toBeCloseTo(0.120063, 5);
    expect(logLikelihood).toBeCloseTo(-2656.8879, 4);
    const own = { yoplait: -2.593, dannon: -1.783, hiland: -1.912, weight: -2.243 };
    for (const [brand, elasticity] of Object.entries(own)) expect(elasticities[brand]).toBeCloseTo(elasticity, 3);
  });

  test("the logarithm of price fits yogurt better: -2651.5002 (Newton in NumPy 2.4.6)", () => {
    expect(yogurt.logPrice.logLikelihood).toBeCloseTo(-2651.5002, 4);
    expect(yogurt.logPrice.coefficients.price.estimate).toBeCloseTo(-2.641129, 5);
    expect(yogurt.logPrice.logLikelihood).toBeGreaterThan(yogurt.logLikelihood);
  });

  test("docs/calibrate.md prints of yogurt what is found now: likelihood, moments of the data, and those of the market there", () => {
    for (const [name, { estimate, se }] of Object.entries(yogurt.coefficients)) {
      const [printedEstimate, printedError] = printedRow("Yogurt", name, 3);
      expect(printedEstimate).toBeCloseTo(estimate, 5);
      expect(printedError).toBeCloseTo(se, 5);
    }
    const { problem } = panelProblem(readPanel(load("yogurt_panel.csv")), yogurt);
    const rows = printedRows("Yogurt");
    // an estimate, and its standard error where it has one
    const values = Float64Array.from(problem.parameters, ({ name }) => rows.find(([own]) => own === name)![1][0]);
    const data = problem.statistic(total(problem.data));
    const simulated = problem.statistic(total(problem.simulate(values)));
    problem.moments.forEach(({ name }, i) => {
      if (!Number.isFinite(data[i])) return;
      const [ofData, ofMarket] = printedRow("Yogurt", name, 3);
      expect(ofData, name).toBeCloseTo(data[i], 3);
      // parameters are printed to three digits, and a choice that turns on the fourth moves whole purchases
      expect(Math.abs(ofMarket - simulated[i]), name).toBeLessThan(0.005 * Math.abs(ofMarket) + 0.001);
    });
  });

  test("crackers, with displays and three prices of 0 (Newton in NumPy 2.4.6)", () => {
    const { coefficients, logLikelihood, logPrice, segments } = calibratePanel(load("cracker_panel.csv"), {
      base: "private",
      segments: 2,
    });
    expect(coefficients.price.estimate).toBeCloseTo(-0.031247, 5);
    expect(coefficients.price.se).toBeCloseTo(0.002089, 5);
    expect(coefficients.feat.estimate).toBeCloseTo(0.496126, 5);
    expect(coefficients.disp.estimate).toBeCloseTo(0.091917, 5);
    expect(logLikelihood).toBeCloseTo(-3347.7133, 3);
    expect(logPrice.purchases).toBe(3289);
    expect(segments).toHaveLength(2);
    for (const [name, { estimate }] of Object.entries(coefficients))
      expect(printedRow("Crackers", name, 3)[0], name).toBeCloseTo(estimate, 5);
  });

  test("crackers' households hold prices against remembered ones, which adds 7.89 to the likelihood, and the scenario says so", () => {
    const { referencePriceGain, scenario } = calibratePanel(load("cracker_panel.csv"), {
      base: "private",
      segments: 1,
    });
    expect(referencePriceGain).toBeCloseTo(7.89, 2);
    expect(scenario.segments[0].price?.gain).toBeGreaterThan(1);
    const entry = scenario.provenance?.find(({ path }) => path.startsWith("segments.price.gain"));
    expect(entry?.origin).toBe("estimated");
  });

  test("yogurt's households fall into three classes: EM in NumPy 2.4.6 from other starts ends at -1071.25 too", () => {
    expect(yogurt.segments).toHaveLength(3);
    expect(yogurt.segmentLogLikelihood).toBeCloseTo(-1071.25, 1);
    expect(yogurt.segments.reduce((sum, segment) => sum + segment.share, 0)).toBeCloseTo(1, 12);
    const sensitivities = yogurt.segments.map((segment) => segment.coefficients.price);
    expect(sensitivities).toEqual([...sensitivities].sort((a, b) => a - b));
    expect(yogurt.bic[2]).toBeLessThan(yogurt.bic[1]);
    expect(yogurt.bic[1]).toBeLessThan(yogurt.bic[0]);
  });

  test("beside loyalty, reference prices add little to what yogurt shows, which is why the scenario has none", () => {
    const panel = readPanel(load("yogurt_panel.csv"));
    const pooled = (referenceMemory?: number) =>
      fitConditionalLogit(panelAttributes(panel, { base: "weight", price: "log", loyalty: true, referenceMemory }));
    expect(pooled().logLikelihood).toBeCloseTo(-1245.0346, 3);
    expect(pooled(0.85).logLikelihood).toBeCloseTo(-1243.1928, 3);
    expect(yogurt.referencePriceGain).toBeCloseTo(1.8418, 3);
  });
});
