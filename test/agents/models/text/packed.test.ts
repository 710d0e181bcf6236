import { describe, expect, it } from "vitest";
import { pack, unpack } from "../../../../agents/models/text/packed.js";
import type { ClassifierParts } from "../../../../agents/models/text/text-classifier.js";

const parts: ClassifierParts = {
  classes: ["no", "yes"],
  rules: { longest: 1, marks: false },
  vocabulary: ["bad", "good", "so"],
  scores: {
    classes: 2,
    terms: 3,
    weights: Float64Array.of(4.5, -4.5, 0.1, -2, 2, 0.52),
    bias: Float64Array.of(0.25, -0.25),
  },
};

describe("a packed classifier", () => {
  const terms = ["bad", "else", "good", "so"];
  const packed = pack(terms, parts);

  it("by hand: weights in 45ths of the largest, a character each, # the least and ~ the greatest, P nothing", () => {
    expect(packed.largest).toEqual([4.5, 2]);
    expect(packed.weights[0]).toBe("~P#Q");
    expect(packed.weights[1]).toBe("#P~]");
    expect(packed.bias).toEqual([0.25, -0.25]);
  });

  it("unpacks to the same weights within half a step, and terms it did not know weigh nothing", () => {
    const { vocabulary, scores } = unpack(terms.join(" "), packed).save() as unknown as ClassifierParts;
    expect(vocabulary).toEqual(terms);
    const wanted = [4.5, 0, -4.5, 0.1, -2, 0, 2, 0.52];
    wanted.forEach((weight, i) => {
      expect(Math.abs(scores.weights[i] - weight)).toBeLessThanOrEqual((i < 4 ? 4.5 : 2) / 90 + 1e-12);
    });
  });

  it("packs again to the same text", () => {
    const again = unpack(terms.join(" "), packed).save() as unknown as ClassifierParts;
    expect(pack(terms, again)).toEqual(packed);
  });
});
