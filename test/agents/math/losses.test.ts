import { describe, expect, it } from "vitest";
import { huberLoss, softmaxCrossEntropy, squaredLoss } from "../../../agents/math/losses.js";

describe("losses, worked by hand", () => {
  it("squared: (1, 5) for (2, 2) costs (1 + 9) / 4, with gradient (-1, 3) / 2", () => {
    const gradient = new Float64Array(2);
    expect(squaredLoss(Float64Array.of(1, 5), Float64Array.of(2, 2), 2, gradient)).toBe(2.5);
    expect([...gradient]).toEqual([-0.5, 1.5]);
  });

  it("Huber, bend 2: the same costs (0.5 + 2 (3 - 1)) / 2, with gradient (-1, 2) / 2", () => {
    const gradient = new Float64Array(2);
    expect(huberLoss(Float64Array.of(1, 5), Float64Array.of(2, 2), 2, 2, gradient)).toBe(2.25);
    expect([...gradient]).toEqual([-0.5, 1]);
  });

  it("cross-entropy: logits ln 1, ln 3 for label 0 cost ln 4, with gradient (1/4 - 1, 3/4)", () => {
    const gradient = new Float64Array(2);
    const loss = softmaxCrossEntropy(Float64Array.of(0, Math.log(3)), Int32Array.of(0), 1, 2, gradient);
    expect(loss).toBeCloseTo(Math.log(4), 14);
    expect(gradient[0]).toBeCloseTo(-0.75, 14);
    expect(gradient[1]).toBeCloseTo(0.75, 14);
  });

  it("cross-entropy of logits in the thousands neither overflows nor loses the loss", () => {
    const gradient = new Float64Array(2);
    expect(softmaxCrossEntropy(Float64Array.of(3000, -3000), Int32Array.of(1), 1, 2, gradient)).toBe(6000);
    expect([...gradient]).toEqual([1, -1]);
  });
});
