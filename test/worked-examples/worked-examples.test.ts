import { beforeAll, describe, expect, it } from "vitest";
import { policyValue } from "../../agents/math/value-iteration.js";
import { trainingSentences } from "../../experiments/text/train.js";
import { matricesLike, USER_ITEMS } from "../../experiments/worked-examples/cosine-similarity.js";
import { RATINGS } from "../../experiments/worked-examples/rating-matrix.js";
import { workedExamples } from "../../experiments/worked-examples/registry.js";
import { stockProcess } from "../../experiments/worked-examples/stock-reward.js";
import type { WorkedExample } from "../../experiments/worked-examples/worked-example.js";

let computed: Map<string, WorkedExample>;
beforeAll(async () => {
  computed = new Map();
  for (const [name, compute] of Object.entries(workedExamples)) computed.set(name, await compute());
});

/** By figure: ours and the article's. */
const figuresOf = (name: keyof typeof workedExamples) =>
  new Map(computed.get(name)!.figures.map(({ name, ours, article }) => [name, { ours, article }]));

it("every example says what it assumes, has figures, and compares", () => {
  for (const { problem, figures, remark } of computed.values()) {
    expect(figures.length).toBeGreaterThan(0);
    expect(problem.length).toBeGreaterThan(20);
    expect(remark).toMatch(/\.$/);
  }
});

describe("cosine similarity", () => {
  it("is .408248 of users 1 and 3 and .816497 of users 2 and 3: 1 and 2 items in common over the root of 2 times 3", () => {
    const figures = figuresOf("cosine-similarity");
    expect(figures.get("users 1 and 3")!.ours).toBeCloseTo(1 / Math.sqrt(6), 14);
    expect(figures.get("users 2 and 3")!.ours).toBeCloseTo(2 / Math.sqrt(6), 14);
    for (const { ours, article } of figures.values())
      if (article !== null) expect(ours).toBeCloseTo(article as number, 6);
  });

  it("has sixty matrices: 4 triples times 3 times 3 pairs, and 6 pairs times 2 times 2 triples; ours is one of them", () => {
    expect(matricesLike()).toBe(4 * 3 * 3 + 6 * 2 * 2);
    expect(USER_ITEMS.map((row) => row.reduce((sum, bought) => sum + bought, 0))).toEqual([2, 2, 3]);
  });
});

it("the linear program is infeasible as it stands, and (50, 250) for 55,000 with a capacity of 300 worth 200 a unit", () => {
  const figures = figuresOf("linear-program");
  expect(figures.get("x1 + x2 <= 100")!.ours).toBe("infeasible");
  expect(figures.get("x1 + x2 <= 300: x1")).toEqual({ ours: 50, article: 150 });
  expect(figures.get("x1 + x2 <= 300: x2")).toEqual({ ours: 250, article: 250 });
  expect(figures.get("objective")!.ours).toBe(55_000);
  expect(figures.get("worth of one more unit of capacity")!.ours).toBe(200);
});

it("the stock plan earns 59,500 with orders of 50 from the third day on, 55,496 with orders of 100 that cost 501", () => {
  const figures = figuresOf("stock-plan");
  expect(figures.get("profit, orders cost nothing")!.ours).toBe(59_500);
  expect(figures.get("orders")!.ours).toBe("0 0 50 50 50 50 50 50 50 50");
  expect(figures.get("profit, an order costs 501")!.ours).toBe(55_496);
  expect(figures.get("orders then")!.ours).toBe("0 0 100 0 100 0 100 0 100 0");
});

it("the regression comes to -1930, and the article's -950 is its first two terms", () => {
  const figures = figuresOf("demand-regression");
  expect(figures.get("demand")).toEqual({ ours: -1930, article: -950 });
  expect(figures.get("its first two terms alone, 50 - 10 x 100")!.ours).toBe(-950);
});

it("the rating matrix is met closely by its factors, far closer than by its mean, and its empty cells get a number each", () => {
  const figures = figuresOf("rating-matrix");
  expect(figures.get("root mean squared error of the ratings")!.ours).toBeLessThan(0.1);
  expect(figures.get("the same by their mean alone")!.ours).toBeGreaterThan(1.5);
  const empty = RATINGS.flat().filter((rating) => rating === 0).length;
  const filled = [...figures].filter(([name]) => name.endsWith("not rated"));
  expect(filled).toHaveLength(empty);
  for (const [, { ours }] of filled) expect(Math.abs((ours as number) - 3)).toBeLessThan(3);
});

describe("the stock-dependent reward", () => {
  it("is best left alone: no order in any stock, 10 from an empty shelf, sum of .9^t (1 - (s - t) / 10) from others", () => {
    const figures = figuresOf("stock-reward");
    expect(figures.get("best order with stock 0, 1, ..., 10")!.ours).toBe("0 0 0 0 0 0 0 0 0 0 0");
    expect(figures.get("value of stock 0")!.ours).toBeCloseTo(10, 9);
    const from = (stock: number) =>
      Array.from({ length: stock }, (_, t) => 0.9 ** t * (1 - (stock - t) / 10)).reduce((sum, part) => sum + part, 0) +
      0.9 ** stock * 10;
    expect(figures.get("value of stock 5")!.ours).toBeCloseTo(from(5), 9);
    expect(figures.get("value of stock 10")!.ours).toBeCloseTo(from(10), 9);
  });

  it("earns less for who orders one unit a day: from an empty shelf .9 a day, 9 in all", () => {
    const policy = Int32Array.from({ length: 11 }, (_, stock) => (stock < 10 ? 1 : 0));
    expect(policyValue(stockProcess(), policy, 0.9, 400)[0]).toBeCloseTo(9, 9);
  });
});

it("需要买本书 is a request for a book, and the model did not learn from the sentence", () => {
  const figures = figuresOf("request-for-a-book");
  expect(figures.get("words")!.ours).toBe("需要 买 本 书");
  expect(figures.get("intent")).toEqual({ ours: "request", article: "request" });
  expect(figures.get("asked for")).toEqual({ ours: "书", article: "书" });
  expect(figures.get("probability of the intent")!.ours).toBeGreaterThan(0.9);
  expect(trainingSentences("zh").map(({ text }) => text)).not.toContain("需要买本书");
});
