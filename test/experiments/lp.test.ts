import { describe, expect, it } from "vitest";
import type { LinearProgram } from "../../envs/types.js";
import { loadSolver } from "../../experiments/portable/lp.js";

const solver = await loadSolver();

/** maximise 100 x1 + 200 x2 within bounds and a joint capacity: the article's example, by capacity */
const article = (capacity: number): LinearProgram => ({
  sense: "maximise",
  variables: [
    { name: "x1", objective: 100, low: 50, high: 200 },
    { name: "x2", objective: 200, low: 100, high: 300 },
  ],
  constraints: [
    {
      name: "capacity",
      terms: [
        [0, 1],
        [1, 1],
      ],
      high: capacity,
    },
  ],
});

/**
 * The fluid relaxation of selling n units in T periods at one of six prices (Gallego and van Ryzin 1994; a linear program
 * over the share of time at each price): maximise sum p f(p) y_p with sum y <= T and sum f(p) y_p <= n.
 */
const markdown = (stock: number, periods: number): LinearProgram => {
  const prices = [10, 9, 8, 7, 6, 5];
  const sells = [0.2, 0.26, 0.34, 0.44, 0.56, 0.7];
  return {
    sense: "maximise",
    variables: prices.map((price, k) => ({ name: `periods_at_${price}`, objective: price * sells[k] })),
    constraints: [
      { name: "periods", terms: prices.map((_, k) => [k, 1] as const), high: periods },
      { name: "stock", terms: prices.map((_, k) => [k, sells[k]] as const), high: stock },
    ],
  };
};

describe("worked by hand", () => {
  it("lets a variable without bounds be anything from 0 up, and with low -Infinity be negative", () => {
    const program = (low?: number): LinearProgram => ({
      sense: "minimise",
      variables: [{ name: "x", objective: 1, low, high: 5 }],
      constraints: [{ name: "floor", terms: [[0, 1]], low: -3 }],
    });
    expect(solver.solve(program()).objective).toBe(0);
    expect(solver.solve(program(Number.NEGATIVE_INFINITY)).objective).toBe(-3);
  });

  it("keeps both ends of a ranged constraint and an equality", () => {
    const program = (sense: "maximise" | "minimise"): LinearProgram => ({
      sense,
      variables: [
        { name: "x", objective: 1 },
        { name: "y", objective: 2 },
      ],
      constraints: [
        { name: "range", terms: [[0, 1]], low: 2, high: 7 },
        {
          name: "balance",
          terms: [
            [0, 1],
            [1, -1],
          ],
          low: 1,
          high: 1,
        },
      ],
    });
    expect(solver.solve(program("minimise")).objective).toBeCloseTo(4, 9);
    expect(solver.solve(program("maximise")).objective).toBeCloseTo(19, 9);
  });

  it("keeps every digit of a coefficient", () => {
    const third = 1 / 3;
    const { values } = solver.solve({
      sense: "maximise",
      variables: [{ name: "x", objective: 1 }],
      constraints: [{ name: "limit", terms: [[0, third]], high: 1e-3 + 1e-15 }],
    });
    expect(values[0]).toBe((1e-3 + 1e-15) / third);
  });

  it("solves a knapsack in whole numbers, and gives an integer program no shadow prices", () => {
    const knapsack = (integer: boolean): LinearProgram => ({
      sense: "maximise",
      variables: [
        { name: "a", objective: 60, high: 1, integer },
        { name: "b", objective: 100, high: 1, integer },
        { name: "c", objective: 120, high: 1, integer },
      ],
      constraints: [
        {
          name: "weight",
          terms: [
            [0, 10],
            [1, 20],
            [2, 30],
          ],
          high: 50,
        },
      ],
    });
    expect(solver.solve(knapsack(true)).objective).toBeCloseTo(220, 9);
    expect(Array.from(solver.solve(knapsack(true)).shadowPrices)).toEqual([0]);
    expect(solver.solve(knapsack(false)).objective).toBeCloseTo(240, 9);
    expect(solver.solve(knapsack(false)).shadowPrices[0]).toBeCloseTo(4, 9);
  });

  it("tells infeasible from unbounded, and of integer programs too", () => {
    const free = (integer: boolean, constraints: LinearProgram["constraints"]): LinearProgram => ({
      sense: "maximise",
      variables: [
        { name: "x", objective: 1, integer },
        { name: "y", objective: 1, integer },
      ],
      constraints,
    });
    const apart = { name: "apart", terms: [[0, 1] as const, [1, -1] as const], low: 1 };
    const below = { name: "below", terms: [[0, 1] as const, [1, -1] as const], high: 0 };
    for (const integer of [false, true]) {
      expect(solver.solve(free(integer, [apart])).status).toBe("unbounded");
      expect(solver.solve(free(integer, [apart, below])).status).toBe("infeasible");
    }
  });

  it("calls bounds that cross infeasible", () => {
    const crossed: LinearProgram = {
      sense: "maximise",
      variables: [{ name: "x", objective: 1, low: 2, high: 1 }],
      constraints: [],
    };
    expect(solver.solve(crossed).status).toBe("infeasible");
    const row: LinearProgram = {
      sense: "maximise",
      variables: [{ name: "x", objective: 1, high: 9 }],
      constraints: [{ name: "row", terms: [[0, 1]], low: 2, high: 1 }],
    };
    expect(solver.solve(row).status).toBe("infeasible");
  });

  it("answers programs without variables or without constraints", () => {
    const rows = (low: number): LinearProgram => ({
      sense: "minimise",
      variables: [],
      constraints: [{ name: "r", terms: [], low }],
    });
    expect(solver.solve(rows(0))).toMatchObject({ status: "optimal", objective: 0 });
    expect(solver.solve(rows(1)).status).toBe("infeasible");
    expect(
      solver.solve({ sense: "maximise", variables: [{ name: "x", objective: 2, high: 3 }], constraints: [] }).objective,
    ).toBe(6);
  });
});

describe("against reference/README.md", () => {
  it("finds (50, 250), 55000 and a shadow price of 200 for the capacity of 300", () => {
    const { status, objective, values, shadowPrices } = solver.solve(article(300));
    expect(status).toBe("optimal");
    expect(Array.from(values)).toEqual([50, 250]);
    expect(objective).toBe(55000);
    expect(Array.from(shadowPrices)).toEqual([200]);
  });

  it("calls the capacity of 100 infeasible", () => {
    const answer = solver.solve(article(100));
    expect(answer.status).toBe("infeasible");
    expect(answer.objective).toBeNaN();
  });

  it.each([
    [20, 50, 146.8],
    [15, 50, 126.5],
  ])("prices a markdown of %d units over %d periods at %d", (stock, periods, expected) => {
    expect(Math.abs(solver.solve(markdown(stock, periods)).objective - expected)).toBeLessThan(1e-6);
  });
});

describe("laws", () => {
  it.each(["maximise", "minimise"] as const)(
    "a shadow price is the objective's slope in the bound, at a %s",
    (sense) => {
      const sign = sense === "maximise" ? 1 : -1;
      const program = (lift: number): LinearProgram => ({
        sense,
        variables: [
          { name: "x", objective: 3 * sign },
          { name: "y", objective: 5 * sign },
          { name: "z", objective: -4 * sign },
        ],
        constraints: [
          { name: "a", terms: [[0, 1]], high: 4 + (lift & 1) * 1e-3 },
          { name: "b", terms: [[1, 2]], high: 12 + ((lift >> 1) & 1) * 1e-3 },
          {
            name: "c",
            terms: [
              [0, 3],
              [1, 2],
            ],
            high: 18 + ((lift >> 2) & 1) * 1e-3,
          },
          { name: "d", terms: [[2, 1]], low: 2 + ((lift >> 3) & 1) * 1e-3 },
        ],
      });
      const base = solver.solve(program(0));
      for (let row = 0; row < 4; row++) {
        const slope = (solver.solve(program(1 << row)).objective - base.objective) / 1e-3;
        expect(base.shadowPrices[row]).toBeCloseTo(slope, 6);
      }
      expect(base.shadowPrices.some((price) => price !== 0)).toBe(true);
    },
  );

  it("gives the same bytes for the same program, whatever was solved between", () => {
    const first = solver.solve(markdown(20, 50));
    solver.solve(article(300));
    solver.solve(article(100));
    expect(solver.solve(markdown(20, 50))).toEqual(first);
  });

  it("refuses what is not a program, naming the place", () => {
    const with1 = (terms: LinearProgram["constraints"][number]["terms"], objective = 1): LinearProgram => ({
      sense: "maximise",
      variables: [{ name: "x", objective }],
      constraints: [{ name: "row", terms, high: 1 }],
    });
    expect(() => solver.solve(with1([], Number.NaN))).toThrow("lp: the objective of x is NaN");
    expect(() => solver.solve(with1([[1, 1]]))).toThrow("lp: row names variable 1, which is not there");
    expect(() => solver.solve(with1([[0, Number.POSITIVE_INFINITY]]))).toThrow("lp: row weighs a variable by Infinity");
    expect(() =>
      solver.solve(
        with1([
          [0, 1],
          [0, 2],
        ]),
      ),
    ).toThrow("lp: row names x twice");
  });

  it("loads a fresh module after the native code broke down", async () => {
    let loads = 0;
    const { default: load } = (await import("highs")) as unknown as {
      default: typeof import("highs")["default"];
    };
    const fragile = await loadSolver(async () => {
      loads += 1;
      const sound = await load();
      if (loads > 1) return sound;
      const broken = { ...sound };
      broken.createModel = () => {
        throw new Error("memory access out of bounds");
      };
      return broken;
    });
    expect(() => fragile.solve(article(300))).toThrow("lp: the solver broke down");
    expect(() => fragile.solve(article(300))).toThrow("being loaded anew");
    await expect.poll(() => fragile.solve(article(300)).objective).toBe(55000);
  });
});
