import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ChoiceData } from "../../../agents/math/conditional-logit.js";
import { createRng } from "../../../agents/math/rng.js";
import { fitMultinomialLogit, loadMultinomialLogit } from "../../../agents/models/multinomial-logit.js";
import { panelAttributes } from "../../../experiments/calibrate/panel-attributes.js";
import { readPanel } from "../../../experiments/calibrate/panel-csv.js";
import { decodeState, encodeState } from "../../../experiments/portable/state-codec.js";

/** Two alternatives at changing prices; the first is taken three times of four where prices are equal. */
const trips: ChoiceData = {
  names: ["first", "price"],
  choices: 8,
  alternatives: 2,
  attributes: Float64Array.from(Array.from({ length: 8 }, (_, n) => [1, n < 4 ? 2 : 3, 0, 2]).flat()),
  chosen: Int32Array.of(0, 0, 0, 1, 0, 1, 1, 1),
};

describe("worked by hand", () => {
  test("shares are as observed where every parameter is free: 3/4 at equal prices, 1/4 at a price of 3 against 2", () => {
    const model = fitMultinomialLogit(trips);
    expect([...model.predictShares(Float64Array.of(1, 2, 0, 2))]).toEqual([
      expect.closeTo(0.75, 10),
      expect.closeTo(0.25, 10),
    ]);
    expect([...model.predictShares(Float64Array.of(1, 3, 0, 2))]).toEqual([
      expect.closeTo(0.25, 10),
      expect.closeTo(0.75, 10),
    ]);
    expect(model.estimates[1]).toBeCloseTo(-2 * Math.log(3), 9);
  });

  test("own elasticity is price coefficient x price x what others have; the others gain by the share itself", () => {
    const model = fitMultinomialLogit(trips);
    const price = -2 * Math.log(3);
    const [own, cross, back, other] = model.elasticities(Float64Array.of(1, 3, 0, 2), "price");
    expect(own).toBeCloseTo(price * 3 * 0.75, 8);
    expect(cross).toBeCloseTo(-price * 2 * 0.75, 8);
    expect(back).toBeCloseTo(-price * 3 * 0.25, 8);
    expect(other).toBeCloseTo(price * 2 * 0.25, 8);
  });
});

const shared = join(import.meta.dirname, "../../../../shared/data/yogurt_panel.csv");

describe.skipIf(!existsSync(shared))("against the yogurt panel's reference row (skipped without ../shared)", () => {
  const data = () => panelAttributes(readPanel(readFileSync(shared, "utf8")), { base: "weight", price: "linear" });

  test("coefficients and standard errors to 1e-4 (Newton in R and NumPy), elasticities at mean prices to 1e-3", () => {
    const choices = data();
    const model = fitMultinomialLogit(choices);
    const expected = { yoplait: 1.375755, dannon: 0.641184, hiland: -3.074416, price: -0.366584, feat: 0.491433 };
    expect(model.names).toEqual(Object.keys(expected));
    Object.values(expected).forEach((value, k) => {
      expect(Math.abs(model.estimates[k] - value)).toBeLessThan(1e-4);
    });
    expect(Math.abs(Math.sqrt(model.covariance[3 * 5 + 3]) - 0.024366)).toBeLessThan(1e-4);
    expect(Math.abs(Math.sqrt(model.covariance[4 * 5 + 4]) - 0.120063)).toBeLessThan(1e-4);
    expect(Math.abs(model.logLikelihood - -2656.8879)).toBeLessThan(1e-4);
    const mean = new Float64Array(4 * 5);
    choices.attributes.forEach((x, cell) => {
      mean[cell % 20] += x / choices.choices;
    });
    const own = model.elasticities(mean, "price").filter((_, cell) => cell % 5 === 0);
    [-2.593, -1.783, -1.912, -2.243].forEach((elasticity, j) => {
      expect(Math.abs(own[j] - elasticity)).toBeLessThan(1e-3);
    });
  });
});

describe("laws", () => {
  test("a model brought back through JSON predicts the same to the bit", () => {
    const model = fitMultinomialLogit(trips);
    const back = loadMultinomialLogit(decodeState(JSON.parse(JSON.stringify(encodeState(model.save())))));
    const asked = Float64Array.of(1, 2.3, 0, 1.9, 0, 4);
    expect(back.predictShares(asked)).toEqual(model.predictShares(asked));
    expect(back.explain()).toEqual(model.explain());
  });

  test("shares add up to 1, and a nought of elasticity is left when all prices rise together", () => {
    const model = fitMultinomialLogit(trips);
    const asked = Float64Array.of(1, 2.5, 0, 2.5);
    expect(model.predictShares(asked).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 14);
    const [own, cross] = model.elasticities(asked, "price");
    expect(own + cross).toBeCloseTo(0, 12);
  });

  test("wrong input is refused by name", () => {
    const model = fitMultinomialLogit(trips);
    expect(() => model.predictShares(Float64Array.of(1, 2, 3))).toThrow("needs rows of 2 attributes, got 3");
    expect(() => model.elasticities(Float64Array.of(1, 2), "cost")).toThrow("needs one of first, price, got cost");
    expect(() => fitMultinomialLogit({ ...trips, choices: 0 })).toThrow("needs at least 1 choice, got none");
  });
});

test("its 95% intervals hold the coefficients that choices were drawn with in 93 to 97% of 400 fits, pooled over two", () => {
  const truth = [0.6, -1.2];
  const rng = createRng("multinomial logit intervals");
  let held = 0;
  for (let fit = 0; fit < 400; fit++) {
    const choices = 150;
    const attributes = new Float64Array(choices * 3 * 2).map(() => rng.normal());
    const chosen = new Int32Array(choices).map((_, n) => {
      const utility = [0, 1, 2].map(
        (j) =>
          truth[0] * attributes[(n * 3 + j) * 2] +
          truth[1] * attributes[(n * 3 + j) * 2 + 1] -
          Math.log(-Math.log(rng.uniform())),
      );
      return utility.indexOf(Math.max(...utility));
    });
    const { findings } = fitMultinomialLogit({
      names: ["a", "b"],
      choices,
      alternatives: 3,
      attributes,
      chosen,
    }).explain();
    for (const { name, low = 0, high = 0 } of findings) {
      const value = truth[name === "a" ? 0 : 1];
      if (low <= value && value <= high) held += 1;
    }
  }
  expect(held / 800).toBeGreaterThan(0.93);
  expect(held / 800).toBeLessThan(0.97);
});
