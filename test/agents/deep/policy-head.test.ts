import { describe, expect, test } from "vitest";
import { type PolicyHead, policyHead } from "../../../agents/deep/policy-head.js";
import { createRng } from "../../../agents/math/rng.js";
import { box, discrete, multiDiscrete } from "../../../envs/spaces.js";

const kept = new Float64Array(3);

describe("by hand", () => {
  test("outputs 0, ln 2, ln 5 are chances of 1/8, 2/8 and 5/8; with the last masked 1/3 and 2/3", () => {
    const head = policyHead(discrete(3));
    const output = Float64Array.of(0, Math.log(2), Math.log(5));
    kept[0] = 1;
    expect(head.logProbability(output, 0, undefined, 0, kept, 0)).toBeCloseTo(Math.log(2 / 8), 12);
    expect(head.logProbability(output, 0, Uint8Array.of(1, 1, 0), 0, kept, 0)).toBeCloseTo(Math.log(2 / 3), 12);
    expect(head.entropy(output, 0, Uint8Array.of(0, 1, 0), 0)).toBeCloseTo(0, 12);
    head.choose(output, 0, undefined, 0, undefined, kept, 0);
    expect(head.actionOf(kept, 0)).toBe(2);
  });

  test("slots are independent: logarithms of their chances add up", () => {
    const head = policyHead(multiDiscrete([2, 3]));
    const output = Float64Array.of(0, Math.log(3), 0, 0, 0);
    kept.set([1, 2]);
    expect(head.logProbability(output, 0, undefined, 0, kept, 0)).toBeCloseTo(Math.log(3 / 4) + Math.log(1 / 3), 12);
    expect(head.actionOf(kept, 0)).toEqual(Int32Array.of(1, 2));
  });

  test("a normal of a box is cut to its bounds: 0 is the middle, 1 and beyond the upper end", () => {
    const head = policyHead(box([0, -4], [10, 4], [2]));
    kept.set([0, 7]);
    expect(head.actionOf(kept, 0)).toEqual(Float32Array.of(5, 4));
    // at the mean: -ln deviation - ln sqrt(2 pi) each, ln deviation -.5 at the start
    const output = Float64Array.of(0, 7);
    expect(head.logProbability(output, 0, undefined, 0, kept, 0)).toBeCloseTo(2 * (0.5 - 0.9189385332046727), 12);
  });

  test("a box without bounds and a dict are refused", () => {
    expect(() => policyHead(box(0, Number.POSITIVE_INFINITY, [1]))).toThrow("needs bounds");
    expect(() => policyHead({ kind: "dict", entries: {} })).toThrow("joint:");
  });
});

describe.each([
  ["five choices", discrete(5), undefined],
  ["three of five choices", discrete(5), Uint8Array.of(1, 0, 1, 0, 1)],
  ["two slots", multiDiscrete([2, 3]), Uint8Array.of(1, 1, 1, 1, 0)],
  ["a box", box([-1, 0], [1, 9], [2]), undefined],
] as const)("the gradient of %s", (_name, space, mask) => {
  test("is that of finite differences, by outputs and by the head's own parameters", () => {
    const head: PolicyHead = policyHead(space);
    const rng = createRng("gradient");
    const output = Float64Array.from({ length: head.outputs }, () => rng.normal());
    const action = new Float64Array(head.slots);
    head.choose(output, 0, mask, 0, rng, action, 0);
    const objective = () =>
      1.7 * head.logProbability(output, 0, mask, 0, action, 0) + 0.6 * head.entropy(output, 0, mask, 0);
    const out = new Float64Array(head.outputs);
    head.addGradient(output, 0, mask, 0, action, 0, 1.7, 0.6, out);
    const slope = (array: Float64Array, i: number) => {
      const at = array[i];
      array[i] = at + 1e-6;
      const above = objective();
      array[i] = at - 1e-6;
      const below = objective();
      array[i] = at;
      return (above - below) / 2e-6;
    };
    for (let i = 0; i < head.outputs; i++) expect(out[i]).toBeCloseTo(slope(output, i), 6);
    for (let i = 0; i < head.parameters.length; i++) expect(head.gradient[i]).toBeCloseTo(slope(head.parameters, i), 6);
  });
});

test("statistics: choices are drawn by their chances, 20,000 draws within 4 standard errors, masked ones never", () => {
  const head = policyHead(discrete(4));
  const rng = createRng("draws");
  const output = Float64Array.of(0, 1, 2, 3);
  const mask = Uint8Array.of(1, 1, 0, 1);
  const counts = [0, 0, 0, 0];
  for (let i = 0; i < 20_000; i++) {
    head.choose(output, 0, mask, 0, rng, kept, 0);
    counts[kept[0]] += 1;
  }
  const total = 1 + Math.E + Math.exp(3);
  [1, Math.E, 0, Math.exp(3)].forEach((weight, i) => {
    const p = weight / total;
    expect(Math.abs(counts[i] - 20_000 * p)).toBeLessThanOrEqual(4 * Math.sqrt(20_000 * p * (1 - p)));
  });
});
