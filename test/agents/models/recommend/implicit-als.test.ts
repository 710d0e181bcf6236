import { Matrix, solve } from "ml-matrix";
import { expect, test } from "vitest";
import { createCholesky } from "../../../../agents/math/cholesky.js";
import { createRng } from "../../../../agents/math/rng.js";
import { fitImplicitAls, loadImplicitAls } from "../../../../agents/models/recommend/implicit-als.js";
import { fitPopularity } from "../../../../agents/models/recommend/popularity.js";
import { topItems } from "../../../../agents/models/recommend/recommender.js";
import { decodeState, encodeState } from "../../../../experiments/portable/state-codec.js";
import { allScores, tableOf, twoTastes } from "./tables.js";

const counts = tableOf([
  [3, 1, null, null],
  [1, null, 2, null],
  [null, null, 1, null],
]);
const options = { factors: 2, alpha: 2, ridge: 0.05, rounds: 4 };

test("a user's vector solves the equations of the paper, taken over all pairs", () => {
  const { userVectors, itemVectors } = fitImplicitAls(counts, options, createRng("als")).save() as {
    userVectors: Float64Array;
    itemVectors: Float64Array;
  };
  const Y = Matrix.from1DArray(4, 2, itemVectors);
  const confidence = [1 + 2 * 3, 1 + 2 * 1, 1, 1];
  const ridge = 0.05 * (7 + 3 + 1 + 1);
  const C = Matrix.diag(confidence);
  const left = Y.transpose().mmul(C).mmul(Y).add(Matrix.eye(2).mul(ridge));
  const right = Y.transpose()
    .mmul(C)
    .mmul(Matrix.columnVector([1, 1, 0, 0]));
  const wanted = solve(left, right).to1DArray();
  expect(userVectors[0]).toBeCloseTo(wanted[0], 12);
  expect(userVectors[1]).toBeCloseTo(wanted[1], 12);
  // nobody took the last item
  expect([...itemVectors.subarray(6)]).toEqual([0, 0]);
});

test("every round lowers the objective", () => {
  const tastes = twoTastes(30, 12, 6, "rounds");
  const objective = (rounds: number) => {
    const model = fitImplicitAls(tastes, { ...options, rounds }, createRng("rounds"));
    const { userVectors, itemVectors } = model.save() as { userVectors: Float64Array; itemVectors: Float64Array };
    const squares = (vectors: Float64Array, at: number) => vectors[2 * at] ** 2 + vectors[2 * at + 1] ** 2;
    let sum = 0;
    for (let user = 0; user < 30; user++) {
      const value = new Map<number, number>();
      for (let at = tastes.byUser.start[user]; at < tastes.byUser.start[user + 1]; at++)
        value.set(tastes.byUser.column[at], tastes.byUser.value[at]);
      for (let item = 0; item < 12; item++) {
        const wanted = value.has(item) ? 1 : 0;
        const confidence = 1 + 2 * (value.get(item) ?? 0);
        sum += confidence * (wanted - model.score(user, item)) ** 2;
        sum += 0.05 * confidence * (squares(userVectors, user) + squares(itemVectors, item));
      }
    }
    return sum;
  };
  const fallen = [1, 2, 3, 5, 8].map(objective);
  for (let at = 1; at < fallen.length; at++) expect(fallen[at]).toBeLessThan(fallen[at - 1]);
});

test("the reasons are what each of her items adds to the score", () => {
  const model = fitImplicitAls(counts, options, createRng("als"));
  const reasons = model.reasons(0, 2, 9);
  expect(reasons.map(({ which }) => which[0]).sort()).toEqual([0, 1]);
  expect(reasons.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(model.score(0, 2), 12);
});

test("a saved model says the same to the bit, and gives the same reasons", () => {
  const model = fitImplicitAls(counts, options, createRng("als"));
  const again = loadImplicitAls(decodeState(JSON.parse(JSON.stringify(encodeState(model.save())))));
  expect(allScores(again, 1)).toEqual(allScores(model, 1));
  expect(again.reasons(1, 0, 3)).toEqual(model.reasons(1, 0, 3));
  expect(fitImplicitAls(counts, options, createRng("als")).save()).toEqual(model.save());
});

test("nothing to learn from, values below 0 and options out of range are refused", () => {
  const rng = createRng("x");
  expect(() => fitImplicitAls(tableOf([[null]]), {}, rng)).toThrow("needs at least 1 entry, got 0");
  expect(() => fitImplicitAls(tableOf([[-1]]), {}, rng)).toThrow("needs values from 0, got -1");
  expect(() => fitImplicitAls(counts, { ridge: 0 }, rng)).toThrow("alpha and ridge above 0");
});

test("it finds the other half of a taste, which popularity does not", () => {
  const tastes = twoTastes(200, 40, 8, "als halves");
  const right = (model: ReturnType<typeof fitPopularity>) => {
    let count = 0;
    for (let user = 0; user < 200; user++)
      for (const { item } of topItems(model, tastes, user, { count: 5 }))
        if (item < 20 === (user % 2 === 0)) count += 1;
    return count / 1000;
  };
  expect(right(fitImplicitAls(tastes, { factors: 4 }, createRng("halves")))).toBeGreaterThan(0.9);
  expect(right(fitPopularity(tastes))).toBeLessThan(0.6);
});

test("Cholesky solves what ml-matrix solves, and refuses what is not positive definite", () => {
  const rng = createRng("cholesky");
  const size = 7;
  const root = Matrix.from1DArray(
    size,
    size,
    Array.from({ length: size * size }, () => rng.normal()),
  );
  const matrix = root.mmul(root.transpose());
  const right = Float64Array.from({ length: size }, () => rng.normal());
  const cholesky = createCholesky(size);
  cholesky.factor(Float64Array.from(matrix.to1DArray()));
  const found = new Float64Array(size);
  cholesky.solve(right, found);
  solve(matrix, Matrix.columnVector([...right]))
    .to1DArray()
    .forEach((wanted, i) => {
      expect(found[i]).toBeCloseTo(wanted, 8);
    });
  cholesky.solve(right, right);
  expect(right).toEqual(found);
  expect(() => createCholesky(2).factor(Float64Array.of(1, 0, 2, 1))).toThrow("needs a positive definite matrix");
});
