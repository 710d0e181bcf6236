import { describe, expect, test } from "vitest";
import { createRng } from "../../../agents/math/rng.js";
import { chooseDemand, demandForms } from "../../../agents/models/demand-choice.js";
import type { SalesRows, Term } from "../../../agents/models/design.js";
import { salesRows } from "./sales-rows.js";

/** 200 days whose ln units fall with the price or its logarithm, with `noise` about them. */
function drawn(form: "log-log" | "semi-log", noise: number): SalesRows {
  const rng = createRng(`demand choice ${form}`);
  const price = Array.from({ length: 200 }, () => 0.5 + 3 * rng.uniform());
  const units = price.map((p) =>
    Math.exp((form === "log-log" ? 4 - 2.5 * Math.log(p) : 6 - 1.6 * p) + noise * rng.normal()),
  );
  return salesRows({ price, units });
}

const folds = (seed = "folds") => ({ kind: "random", parts: 5, rng: createRng(seed) }) as const;

describe("the chosen form", () => {
  test.each(["log-log", "semi-log"] as const)("is the one that the sales were drawn with: %s", (form) => {
    const data = drawn(form, 0.2);
    const choice = chooseDemand(data, demandForms(["price"], []), { folds: folds(), penalties: [0] });
    expect(choice.name).toBe(form);
    expect(choice.scores).toHaveLength(3);
    expect(choice.model.names[1]).toBe(form === "log-log" ? "ln price" : "price");
  });

  test("is told a penalty where 30 regressors say nothing and rows are few, and none where rows are many", () => {
    const rng = createRng("penalty");
    const chosen = (rows: number) => {
      const price = Array.from({ length: rows }, () => 1 + rng.uniform());
      const columns: Record<string, number[]> = {
        price,
        units: price.map((p) => Math.exp(3 - 2 * Math.log(p) + 0.5 * rng.normal())),
      };
      const noise = Array.from({ length: 30 }, (_, k): Term => {
        columns[`x${k}`] = price.map(() => rng.normal());
        return { kind: "column", column: `x${k}` };
      });
      const forms = demandForms(["price"], noise).slice(0, 1);
      return chooseDemand(salesRows(columns), forms, { folds: folds(), penalties: [0, 1] }).name;
    };
    expect(chosen(50)).toBe("log-log, penalty 1");
    expect(chosen(3000)).toBe("log-log");
  });

  test("is never the network, whose score stands beside it", () => {
    const rng = createRng("bump");
    const price = Array.from({ length: 300 }, () => 0.5 + 3 * rng.uniform());
    // a threshold that no form knows
    const units = price.map((p) => (p < 1.5 ? 40 : 10) * Math.exp(0.1 * rng.normal()));
    const choice = chooseDemand(salesRows({ price, units }), demandForms(["price"], []), {
      folds: { kind: "random", parts: 2, rng: createRng("folds") },
      penalties: [0],
      network: { rng: createRng("network") },
    });
    expect(choice.scores[0].name).toBe("network");
    expect(choice.name).not.toBe("network");
  });

  test("fails with every form's reason where none can be fitted", () => {
    const data = salesRows({ price: [1, 2, 3, 4], units: [0, 0, 0, 0] });
    expect(() =>
      chooseDemand(data, demandForms(["price"], []), { folds: { kind: "in time", blocks: 2 }, penalties: [0] }),
    ).toThrow(/log-log: .*units above 0.*poisson: .*needs a count above 0/);
  });
});
