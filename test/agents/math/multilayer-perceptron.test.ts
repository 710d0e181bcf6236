import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { initialiseWeights, type WeightScheme } from "../../../agents/math/initialise-weights.js";
import { huberLoss, softmaxCrossEntropy, squaredLoss } from "../../../agents/math/losses.js";
import { type Activation, createPerceptron, type Perceptron } from "../../../agents/math/multilayer-perceptron.js";
import { createRng } from "../../../agents/math/rng.js";

describe("forward and backward, worked by hand", () => {
  const network = createPerceptron({ widths: [2, 2, 1], hidden: "relu", rows: 1 });
  // h = relu([[1, -1], [2, 1]] x + [0, 1]), y = [3, -2] h + 0.5
  network.parameters.set([1, -1, 2, 1, 0, 1, 3, -2, 0.5]);

  it("x = (1, 2): h = relu(-1, 5) = (0, 5), y = -9.5", () => {
    expect(network.forward(Float64Array.of(1, 2), 1)[0]).toBe(-9.5);
  });

  it("dy/dW2 = h, dy/dW1 = (3, -2) masked by relu times x, dy/dx = -2 (2, 1)", () => {
    const input = Float64Array.of(1, 2);
    const inputGradient = new Float64Array(2);
    network.forward(input, 1);
    network.gradient.fill(0);
    network.backward(Float64Array.of(1), inputGradient);
    // + 0, as a masked -0 is not 0 to the matcher
    expect([...network.gradient].map((g) => g + 0)).toEqual([0, 0, -2, -4, 0, -2, 0, 5, 1]);
    expect([...inputGradient]).toEqual([-4, -2]);
  });

  it("adds to the gradient that is there", () => {
    network.gradient.fill(10);
    network.forward(Float64Array.of(1, 2), 1);
    network.backward(Float64Array.of(1));
    expect([...network.gradient]).toEqual([10, 10, 8, 6, 10, 8, 10, 15, 11]);
  });
});

describe("the gradient agrees with finite differences", () => {
  const activations: Activation[] = ["relu", "tanh", "identity"];
  const losses: [name: string, loss: Loss][] = [
    ["squared", ({ outputs, targets, gradient }) => squaredLoss(outputs, targets, gradient.length, gradient)],
    ["Huber", ({ outputs, targets, gradient }) => huberLoss(outputs, targets, gradient.length, 0.3, gradient)],
    [
      "softmax cross-entropy",
      ({ outputs, labels, rows, gradient }) =>
        softmaxCrossEntropy(outputs, labels, rows, gradient.length / rows, gradient),
    ],
  ];
  const cases = activations.flatMap((hidden) =>
    activations.flatMap((output) => losses.map(([name, loss]) => [hidden, output, name, loss] as const)),
  );

  it.each(cases)("of %s layers, %s at the end, under the %s loss", (hidden, output, name, loss) => {
    // widths that leave a rest by 2 and by 4 in every kernel
    const widths = [5, 7, 6, 3];
    const rows = 5;
    const network = createPerceptron({ widths, hidden, output, rows });
    const rng = createRng(`${hidden}/${output}/${name}`);
    initialiseWeights(network, rng, { scheme: "he" });
    for (const { bias } of network.layers) for (let i = 0; i < bias.length; i++) bias[i] = 0.1 * rng.normal();
    const input = Float64Array.from({ length: rows * 5 }, () => rng.normal());
    const targets = Float64Array.from({ length: rows * 3 }, () => rng.normal());
    const labels = Int32Array.from({ length: rows }, () => rng.int(3));
    const gradient = new Float64Array(rows * 3);
    const lossNow = () => loss({ outputs: network.forward(input, rows), targets, labels, rows, gradient });
    lossNow();
    const inputGradient = new Float64Array(rows * 5);
    network.backward(gradient, inputGradient);
    for (const [numbers, slopes] of [
      [network.parameters, network.gradient.slice()],
      [input, inputGradient],
    ]) {
      for (let i = 0; i < numbers.length; i++) expect(slopes[i]).toBeCloseTo(slopeAt(numbers, i, lossNow), 7);
    }
  });
});

interface LossCase {
  outputs: Float64Array;
  targets: Float64Array;
  labels: Int32Array;
  rows: number;
  gradient: Float64Array;
}
type Loss = (at: LossCase) => number;

/** central difference, error about 1e-9 */
function slopeAt(numbers: Float64Array, i: number, value: () => number): number {
  const before = numbers[i];
  const step = 1e-5;
  numbers[i] = before + step;
  const above = value();
  numbers[i] = before - step;
  const below = value();
  numbers[i] = before;
  return (above - below) / (2 * step);
}

describe("laws", () => {
  it("a row's outputs do not depend on the rows beside it, to the bit", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 4 }),
        fc.integer({ min: 1, max: 7 }),
        fc.string(),
        (widths, rows, seed) => {
          const network = drawn({ widths, rows, seed });
          const input = drawnInput(network, rows, seed);
          const together = network.forward(input, rows).slice();
          for (let r = 0; r < rows; r++) {
            const alone = network.forward(input.subarray(r * network.inputs), 1);
            for (let o = 0; o < network.outputs; o++) expect(alone[o]).toBe(together[r * network.outputs + o]);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it("a batch's gradient is the sum of its rows'", () => {
    const network = drawn({ widths: [3, 8, 5, 2], rows: 6, seed: "sum" });
    const input = drawnInput(network, 6, "sum");
    const outward = Float64Array.from({ length: 12 }, (_, i) => i - 5);
    network.forward(input, 6);
    network.backward(outward);
    const together = network.gradient.slice();
    network.gradient.fill(0);
    for (let r = 0; r < 6; r++) {
      network.forward(input.subarray(3 * r), 1);
      network.backward(outward.subarray(2 * r));
    }
    for (let i = 0; i < together.length; i++) expect(network.gradient[i]).toBeCloseTo(together[i], 11);
  });

  it("a copy of the parameters answers the same to the bit", () => {
    const network = drawn({ widths: [4, 16, 3], rows: 8, seed: "copy" });
    const target = createPerceptron({ widths: [4, 16, 3], hidden: "tanh", rows: 8 });
    target.parameters.set(network.parameters);
    const input = drawnInput(network, 8, "copy");
    expect(target.forward(input, 8)).toEqual(network.forward(input, 8));
  });

  it("a NaN that comes in goes out through relu, so that a diverged network is seen", () => {
    const network = createPerceptron({ widths: [1, 2, 1], hidden: "relu", rows: 1 });
    network.parameters.fill(1);
    expect(network.forward(Float64Array.of(Number.NaN), 1)[0]).toBeNaN();
  });

  it("refuses what does not fit, and says what", () => {
    expect(() => createPerceptron({ widths: [3], hidden: "relu", rows: 1 })).toThrow("needs at least 2 widths, got 1");
    expect(() => createPerceptron({ widths: [3, 0], hidden: "relu", rows: 1 })).toThrow("above 0, got 0");
    const network = createPerceptron({ widths: [3, 2], hidden: "relu", rows: 2 });
    expect(() => network.forward(new Float64Array(9), 3)).toThrow("3 rows of 3, at most 2; got 9 numbers");
    expect(() => network.forward(new Float64Array(5), 2)).toThrow("2 rows of 3, at most 2; got 5 numbers");
    network.forward(new Float64Array(6), 2);
    expect(() => network.backward(new Float64Array(3))).toThrow("backward: 2 rows of 2, got 3 numbers");
  });
});

describe("first weights", () => {
  it.each([
    ["orthonormal rows where a layer narrows", [12, 5], (w: Float64Array) => gram(w, 5, 12, "rows")],
    ["orthonormal columns where it widens", [5, 12], (w: Float64Array) => gram(w, 12, 5, "columns")],
  ] as const)("are orthogonal: %s", (_name, widths, products) => {
    const network = createPerceptron({ widths: [...widths], hidden: "relu", rows: 1 });
    initialiseWeights(network, createRng("orthogonal"), { scheme: "orthogonal", outputGain: 2 });
    products(network.layers[0].weights).forEach((row, i) => {
      row.forEach((product, j) => {
        expect(product).toBeCloseTo(i === j ? 4 : 0, 13);
      });
    });
  });

  it.each<[WeightScheme, Activation, number]>([
    ["he", "relu", 2 / 100],
    ["he", "tanh", 1 / 100],
    ["glorot", "relu", 2 / 400],
    // 100 orthonormal columns of length 300
    ["orthogonal", "tanh", 1 / 300],
    ["orthogonal", "relu", 2 / 300],
    // uniform within 1 / 10
    ["spread", "relu", 1 / 300],
  ])("%s before %s have variance %f and mean 0, biases 0 or as spread", (scheme, hidden, variance) => {
    const network = createPerceptron({ widths: [100, 300, 1], hidden, rows: 1 });
    network.parameters.fill(7);
    initialiseWeights(network, createRng("spread"), { scheme });
    const { weights, bias } = network.layers[0];
    const mean = weights.reduce((sum, w) => sum + w, 0) / weights.length;
    const square = weights.reduce((sum, w) => sum + w * w, 0) / weights.length;
    // standard errors: sqrt(variance / n) of the mean, at most variance sqrt(2 / n) of the variance
    expect(Math.abs(mean)).toBeLessThan(4 * Math.sqrt(variance / weights.length));
    expect(Math.abs(square - variance)).toBeLessThan(4 * variance * Math.sqrt(2 / weights.length));
    const variety = bias.reduce((sum, b) => sum + b * b, 0) / bias.length;
    const wanted = scheme === "spread" ? variance : 0;
    expect(Math.abs(variety - wanted)).toBeLessThanOrEqual(4 * wanted * Math.sqrt(2 / bias.length));
  });
});

function gram(weights: Float64Array, rows: number, columns: number, of: "rows" | "columns"): number[][] {
  const count = of === "rows" ? rows : columns;
  const length = of === "rows" ? columns : rows;
  const entry = (v: number, i: number) => (of === "rows" ? weights[v * columns + i] : weights[i * columns + v]);
  return Array.from({ length: count }, (_, a) =>
    Array.from({ length: count }, (_, b) => {
      let sum = 0;
      for (let i = 0; i < length; i++) sum += entry(a, i) * entry(b, i);
      return sum;
    }),
  );
}

function drawn({ widths, rows, seed }: { widths: number[]; rows: number; seed: string }): Perceptron {
  const network = createPerceptron({ widths, hidden: "tanh", rows });
  initialiseWeights(network, createRng(seed), { scheme: "glorot" });
  return network;
}

function drawnInput(network: Perceptron, rows: number, seed: string): Float64Array {
  const rng = createRng(`${seed}/input`);
  return Float64Array.from({ length: rows * network.inputs }, () => rng.normal());
}
