import { describe, expect, it } from "vitest";
import { createRng } from "../../../agents/math/rng.js";
import { fitDecisionTree, rankColumns, type TreeNode, treeChoice } from "../../../experiments/explain/decision-tree.js";

const tableOf = (rows: readonly (readonly number[])[]) => rankColumns(Float64Array.from(rows.flat()), rows[0].length);

describe("a decision tree, by hand", () => {
  it("cuts midway between the two values that part the choices", () => {
    const tree = fitDecisionTree(tableOf([[1], [2], [4], [8]]), { choice: [0, 0, 1, 1], choices: 2 }, { depth: 3 });
    expect(tree).toEqual({
      kind: "split",
      choice: 0,
      counts: [2, 2],
      column: 0,
      threshold: 3,
      below: { kind: "leaf", choice: 0, counts: [2, 0] },
      above: { kind: "leaf", choice: 1, counts: [0, 2] },
    });
  });

  it("takes the split that leaves least Gini impurity", () => {
    // column 0 parts 3 of 4 well: 1 | 0 0 1 -> 0 + 3 (1 - 4/9 - 1/9) = 4/3; column 1 parts all: 0
    const ranked = tableOf([
      [1, 5],
      [2, 1],
      [3, 1],
      [4, 5],
    ]);
    const tree = fitDecisionTree(ranked, { choice: [1, 0, 0, 1], choices: 2 }, { depth: 1 });
    expect(tree).toMatchObject({ kind: "split", column: 1, threshold: 3, below: { choice: 0 }, above: { choice: 1 } });
  });

  it("asks again on each side, as deep as it may, and a leaf holds as many rows as it must", () => {
    const rows = Array.from({ length: 16 }, (_, i) => [i % 4, Math.floor(i / 4)]);
    // 1 in the corner where both are 2 or more, 2 where the second is 0
    const choice = rows.map(([a, b]) => (b === 0 ? 2 : a >= 2 && b >= 2 ? 1 : 0));
    const wrong = (tree: TreeNode) =>
      rows.filter((row, i) => treeChoice(tree, Float64Array.from(row), 0) !== choice[i]).length;
    const at = (depth: number, leastRows = 1) =>
      wrong(fitDecisionTree(tableOf(rows), { choice, choices: 3 }, { depth, leastRows }));
    expect([at(0), at(1), at(2), at(3)]).toEqual([8, 4, 2, 0]);
    expect(at(3, 9)).toBe(8);
  });

  it("takes back a split whose sides choose alike", () => {
    const tree = fitDecisionTree(
      tableOf([[1], [2], [3], [4], [5]]),
      { choice: [0, 0, 0, 1, 0], choices: 2 },
      { depth: 1 },
    );
    expect(tree).toEqual({ kind: "leaf", choice: 0, counts: [4, 1] });
  });

  it("is fitted to the rows named alone, and to one at least", () => {
    const ranked = tableOf([[1], [2], [9], [10]]);
    const learnt = { choice: [0, 1, 0, 1], choices: 2 };
    expect(fitDecisionTree(ranked, learnt, { depth: 3 }, Int32Array.of(0, 3))).toMatchObject({ threshold: 5.5 });
    expect(() => fitDecisionTree(ranked, learnt, { depth: 3 }, new Int32Array())).toThrow("needs at least 1 row");
  });
});

describe("laws of a decision tree", () => {
  it("finds a threshold among noise columns, and a deeper one never fits worse", () => {
    const rng = createRng("tree");
    const rows = Array.from({ length: 400 }, () => Array.from({ length: 6 }, () => rng.uniform()));
    const choice = rows.map((row) => (row[4] < 0.37 ? 0 : row[1] < 0.6 ? 1 : 2));
    const trees = [0, 1, 2, 3].map((depth) => fitDecisionTree(tableOf(rows), { choice, choices: 3 }, { depth }));
    const right = trees.map(
      (tree) => rows.filter((row, i) => treeChoice(tree, Float64Array.from(row), 0) === choice[i]).length,
    );
    expect(right.every((one, depth) => depth === 0 || one >= right[depth - 1])).toBe(true);
    expect(right[2]).toBe(400);
    expect(trees[3]).toEqual(trees[2]);
    const [tree] = trees.slice(2);
    if (tree.kind !== "split" || tree.above.kind !== "split") throw new Error("two questions were expected");
    expect([tree.column, tree.above.column]).toEqual([4, 1]);
    expect(tree.threshold).toBeCloseTo(0.37, 1);
    expect(tree.above.threshold).toBeCloseTo(0.6, 1);
  });
});
