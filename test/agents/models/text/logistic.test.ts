import { describe, expect, it } from "vitest";
import type { BagOfWords } from "../../../../agents/models/text/bag-of-words.js";
import { fitLogistic } from "../../../../agents/models/text/logistic.js";
import { probabilitiesOf } from "../../../../agents/models/text/term-scores.js";

const bag = bagOf([
  [2, 0, 1],
  [1, 1, 0],
  [0, 2, 0],
  [0, 1, 1],
  [1, 0, 2],
  [0, 0, 1],
  [3, 1, 0],
]);
const labels = Int32Array.of(0, 0, 1, 1, 2, 2, 0);

describe("fitLogistic", () => {
  it.each([
    // SciPy 1.17.1, minimize(method="BFGS", gtol=1e-9) of the same function
    [
      1,
      [0.881588, -0.067902, -0.494587, -0.583443, 0.675904, -0.061346, -0.298145, -0.608002, 0.555933],
      [-0.043669, -0.07791, 0.121579],
    ],
    [
      10,
      [2.045956, -0.087579, -1.386072, -1.342994, 1.864912, 0.289162, -0.702962, -1.777333, 1.096909],
      [0.092773, -0.649223, 0.55645],
    ],
  ])("of three classes at strength %d is SciPy's to 5 decimals", (strength, weights, bias) => {
    const found = fitLogistic(bag, labels, 3, strength);
    weights.forEach((weight, i) => {
      expect(found.weights[i]).toBeCloseTo(weight, 5);
    });
    // biases are free up to a number they share
    const middle = (found.bias[0] + found.bias[1] + found.bias[2]) / 3;
    bias.forEach((each, c) => {
      expect(found.bias[c] - middle).toBeCloseTo(each, 5);
    });
  });

  it("of two classes is SciPy's to 5 decimals, and scores class 0 with 0", () => {
    const found = fitLogistic(
      bag,
      labels.map((label) => Math.min(1, label)),
      2,
    );
    [0, 0, 0, -1.106939, 0.108458, 0.588936].forEach((weight, i) => {
      expect(found.weights[i]).toBeCloseTo(weight, 5);
    });
    expect(found.bias[0]).toBe(0);
    expect(found.bias[1]).toBeCloseTo(0.885257, 5);
  });

  it("at the optimum expects each class as often as it stands, and each weight is strength times what was left of its term", () => {
    const strength = 0.7;
    const found = fitLogistic(bag, labels, 3, strength);
    const left = new Float64Array(9);
    const expected = new Float64Array(3);
    const probability = new Float64Array(3);
    for (let row = 0; row < bag.rows; row++) {
      probabilitiesOf(found, bag, row, probability);
      for (let c = 0; c < 3; c++) {
        expected[c] += probability[c];
        for (let e = bag.starts[row]; e < bag.starts[row + 1]; e++)
          left[3 * c + bag.places[e]] += bag.counts[e] * ((labels[row] === c ? 1 : 0) - probability[c]);
      }
    }
    [3, 2, 2].forEach((count, c) => {
      expect(expected[c]).toBeCloseTo(count, 4);
    });
    for (let i = 0; i < 9; i++) expect(found.weights[i]).toBeCloseTo(strength * left[i], 4);
  });

  it("refuses a class without a text", () => {
    expect(() => fitLogistic(bag, labels, 4)).toThrow("got none of class 3");
  });
});

function bagOf(counts: readonly (readonly number[])[]): BagOfWords {
  const entries = counts.map((row) => row.flatMap((count, place) => (count > 0 ? [[place, count]] : [])));
  const starts = new Int32Array(counts.length + 1);
  entries.forEach((row, r) => {
    starts[r + 1] = starts[r] + row.length;
  });
  return {
    rows: counts.length,
    terms: counts[0].length,
    starts,
    places: Int32Array.from(entries.flat(), ([place]) => place),
    counts: Float64Array.from(entries.flat(), ([, count]) => count),
  };
}
