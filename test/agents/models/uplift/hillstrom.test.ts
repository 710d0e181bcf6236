import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { leastSquaresLearner } from "../../../../agents/models/uplift/learner.js";
import { qiniCurve } from "../../../../agents/models/uplift/qini.js";
import { averageEffect, valueOfRule } from "../../../../agents/models/uplift/randomised-trial.js";
import {
  fitTransformedOutcome,
  fitTwoModelUplift,
  type TreatmentRows,
} from "../../../../agents/models/uplift/uplift-model.js";

describe("worked by hand", () => {
  it("an effect is the difference of means: 3 - 1, variances 2 / 2 and 2 / 2", () => {
    const { value, standardError } = averageEffect([1, 0, 1, 0, -1], [2, 0, 4, 2, 100]);
    expect(value).toBe(2);
    expect(standardError).toBeCloseTo(Math.sqrt(2), 14);
    expect(() => averageEffect([1, 1, 0], [1, 2, 3])).toThrow("needs 2 rows of each arm, got 1 of 0");
  });

  it("a rule's value weighs rows where it agrees by one over their chance: (4 2 + 2 6) / 6", () => {
    const { value, standardError } = valueOfRule([0, 1, 2], [0, 1, 1], [2, 6, 50], [0.25, 0.5, 0.25]);
    expect(value).toBeCloseTo(20 / 6, 14);
    expect(standardError).toBeCloseTo(Math.hypot(4 * (2 - 20 / 6), 2 * (6 - 20 / 6)) / 6, 14);
    expect(() => valueOfRule([0], [1], [1], 0.5)).toThrow("nobody got what the rule gives her");
    expect(() => valueOfRule([0], [0], [1], 0)).toThrow("needs chances above 0");
  });
});

const file = join(import.meta.dirname, "../../../../../shared/data/hillstrom_email.csv");
describe.skipIf(!existsSync(file))(
  "Hillstrom's e-mails, a third each: men's, women's, none (skipped without ../shared)",
  () => {
    interface Row {
      readonly given: "M" | "W" | "N";
      readonly visit: number;
      readonly mens: number;
      readonly features: readonly number[];
    }
    let rows: Row[];
    beforeAll(() => {
      const [header, ...lines] = readFileSync(file, "utf8").trim().split(/\r?\n/);
      const at = new Map(header.split(",").map((name, place) => [name, place]));
      rows = lines.map((line) => {
        const cells = line.split(",");
        const number = (name: string) => Number(cells[at.get(name)!]);
        return {
          given: cells[at.get("segment")!] as Row["given"],
          visit: number("visit"),
          mens: number("mens"),
          features: [
            number("recency"),
            Math.log(number("history")),
            number("mens"),
            number("womens"),
            number("newbie"),
          ],
        };
      });
    });
    const code = { N: 0, M: 1, W: 2 };
    const given = () => rows.map((row) => code[row.given]);
    const visits = () => rows.map(({ visit }) => visit);

    it("the men's e-mail to all brings .182757 visits, to men's buyers and the women's to others .184233", () => {
      const always = valueOfRule(
        given(),
        rows.map(() => 1),
        visits(),
        1 / 3,
      );
      expect(always.value).toBeCloseTo(0.182757, 6);
      const fitting = valueOfRule(
        given(),
        rows.map(({ mens }) => (mens === 1 ? 1 : 2)),
        visits(),
        1 / 3,
      );
      expect(fitting.value).toBeCloseTo(0.184233, 6);
    });

    it("the men's e-mail adds .076590 (.003386) visits", () => {
      const { value, standardError } = averageEffect(
        rows.map((row) => ({ M: 1, N: 0, W: -1 })[row.given]),
        visits(),
      );
      expect(value).toBeCloseTo(0.07659, 6);
      expect(standardError).toBeCloseTo(0.003386, 6);
    });

    it("learned on every other shopper, both models tell whom the women's e-mail moves among the rest: twice the effect and more", () => {
      const [learned, fresh] = [0, 1].map((parity): TreatmentRows => {
        const own = rows.filter((row, n) => n % 2 === parity && row.given !== "M");
        return {
          names: ["recency", "log history", "mens", "womens", "newbie"],
          features: Float64Array.from(own.flatMap(({ features }) => features)),
          treated: own.map((row) => (row.given === "W" ? 1 : 0)),
          outcome: own.map(({ visit }) => visit),
        };
      });
      for (const model of [
        fitTwoModelUplift(learned, leastSquaresLearner()),
        fitTransformedOutcome(learned, leastSquaresLearner(), 0.5),
      ]) {
        const score = new Float64Array(fresh.outcome.length);
        model.predictUplift(fresh.features, score.length, score);
        expect(qiniCurve(score, fresh.treated, fresh.outcome).coefficient).toBeGreaterThan(0.25);
        const middle = score.slice().sort()[score.length >> 1];
        const effect = (upper: boolean) =>
          averageEffect(
            Array.from(score, (uplift, i) => (uplift > middle === upper ? fresh.treated[i] : -1)),
            fresh.outcome,
          );
        const [high, low] = [effect(true), effect(false)];
        expect(high.value - low.value).toBeGreaterThan(3 * Math.hypot(high.standardError, low.standardError));
        expect(high.value).toBeGreaterThan(2 * low.value);
      }
    });
  },
);
