import { describe, expect, it } from "vitest";
import { clipLength, createAdam } from "../../../agents/math/adam.js";
import { initialiseWeights } from "../../../agents/math/initialise-weights.js";
import { squaredLoss } from "../../../agents/math/losses.js";
import { createPerceptron } from "../../../agents/math/multilayer-perceptron.js";
import { createRng } from "../../../agents/math/rng.js";
import { decodeState, encodeState } from "../../../experiments/portable/state-codec.js";

describe("createAdam", () => {
  it("by hand: the first step is the learning rate long, against the gradient's sign", () => {
    const parameters = Float64Array.of(1, 1, 1);
    createAdam(3, { learningRate: 0.1 }).step(parameters, Float64Array.of(5, -0.01, 0));
    // 0.1 g / (|g| + 1e-8)
    expect(parameters[0]).toBeCloseTo(0.9 + 0.1 * 2e-9, 14);
    expect(parameters[1]).toBeCloseTo(1.1 - 0.1 * 1e-6, 12);
    expect(parameters[2]).toBe(1);
  });

  it("by hand: gradients 1 then 3 at rate 0.1 move by 0.1 and by 0.1 (0.39 / 0.19) / sqrt(0.009999 / 0.001999)", () => {
    const parameters = Float64Array.of(0);
    const adam = createAdam(1, { learningRate: 0.1, epsilon: 0 });
    adam.step(parameters, Float64Array.of(1));
    expect(parameters[0]).toBeCloseTo(-0.1, 15);
    adam.step(parameters, Float64Array.of(3));
    expect(parameters[0]).toBeCloseTo(-0.1 - (0.1 * (0.39 / 0.19)) / Math.sqrt(0.009999 / 0.001999), 14);
  });

  it("goes on from a saved state to the bit, through JSON", () => {
    const gradients = Array.from({ length: 6 }, (_, t) => Float64Array.of(t - 2.5, 1 / (t + 1)));
    const straight = Float64Array.of(1, 2);
    const adam = createAdam(2);
    for (const gradient of gradients) adam.step(straight, gradient);
    const parameters = Float64Array.of(1, 2);
    const first = createAdam(2);
    for (const gradient of gradients.slice(0, 3)) first.step(parameters, gradient);
    const second = createAdam(2);
    second.load(decodeState(JSON.parse(JSON.stringify(encodeState(first.save())))));
    for (const gradient of gradients.slice(3)) second.step(parameters, gradient);
    expect(parameters).toEqual(straight);
  });

  it("teaches a network the sine: mean squared error under 0.001 after 1,500 steps, the same to the bit by the same seed", () => {
    const first = learnSine("sine");
    expect(first.error).toBeLessThan(0.001);
    const again = learnSine("sine");
    expect(again.parameters).toEqual(first.parameters);
  });
});

describe("clipLength", () => {
  it("by hand: (3, 4) clipped to 1 is (0.6, 0.8), and what is short enough stays", () => {
    const gradient = Float64Array.of(3, 4);
    expect(clipLength(gradient, 1)).toBe(5);
    expect(gradient[0]).toBeCloseTo(0.6, 15);
    expect(gradient[1]).toBeCloseTo(0.8, 15);
    const short = Float64Array.of(3, 4);
    expect(clipLength(short, 5)).toBe(5);
    expect([...short]).toEqual([3, 4]);
  });
});

function learnSine(seed: string): { error: number; parameters: Float64Array } {
  const rng = createRng(seed);
  const rows = 32;
  const network = createPerceptron({ widths: [1, 16, 16, 1], hidden: "tanh", rows });
  initialiseWeights(network, rng, { scheme: "orthogonal" });
  const adam = createAdam(network.parameters.length, { learningRate: 0.01 });
  const input = new Float64Array(rows);
  const target = new Float64Array(rows);
  const outward = new Float64Array(rows);
  let error = 0;
  for (let step = 0; step < 1500; step++) {
    for (let r = 0; r < rows; r++) {
      input[r] = 6 * rng.uniform() - 3;
      target[r] = Math.sin(input[r]);
    }
    const loss = squaredLoss(network.forward(input, rows), target, rows, outward);
    network.gradient.fill(0);
    network.backward(outward);
    adam.step(network.parameters, network.gradient, 0.01 * (1 - step / 1500));
    if (step >= 1400) error += (2 * loss) / 100;
  }
  return { error, parameters: network.parameters };
}
