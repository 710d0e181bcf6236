import { beforeAll, describe, expect, it } from "vitest";
import { createRng } from "../../../../agents/math/rng.js";
import {
  fitRecencyFrequencyValue,
  spendingFeatures,
} from "../../../../agents/models/profiles/recency-frequency-value.js";
import {
  fitShopperSegments,
  loadShopperSegments,
  type SegmentFeatures,
  silhouettes,
} from "../../../../agents/models/profiles/shopper-segments.js";
import { loadCdnow } from "./cdnow.js";

const rng = (seed: string) => createRng(`segments ${seed}`);

/** three shoppers who bought once for 9, two who bought 9 times for 99 */
const small: SegmentFeatures = {
  points: Float64Array.of(1, 9, 9, 99, 1, 9, 1, 9, 9, 99),
  names: ["frequency", "value"],
};

describe("worked by hand", () => {
  it("two kinds of shoppers are two segments, the larger first, with centres in the features' units", () => {
    const model = fitShopperSegments(small, { segments: 2, rng: rng("hand") });
    expect([...model.segment]).toEqual([0, 1, 0, 0, 1]);
    expect([...model.sizes]).toEqual([3, 2]);
    expect(model.inertia).toBeCloseTo(0, 12);
    expect(model.silhouette).toBeCloseTo(1, 12);
    [1, 9, 9, 99].forEach((figure, at) => {
      expect(model.centres[at]).toBeCloseTo(figure, 9);
    });
    expect(model.predictSegment([8, 60])).toBe(1);
    expect(model.predictSegment([0, 0, 2, 12], 2)).toBe(0);
  });

  it("takes a feature as it is where it is not logarithmic, and nothing from one that does not vary", () => {
    const points = Float64Array.of(-1, 5, -1, 5, 3, 5);
    const names = ["response", "constant"];
    const model = fitShopperSegments(
      { points, names, logarithmic: [false, false] },
      { segments: 2, rng: rng("plain") },
    );
    expect([...model.segment]).toEqual([0, 0, 1]);
    expect([...model.centres]).toEqual([-1, 5, 3, 5]);
  });
});

const cdnow = loadCdnow();
describe.skipIf(cdnow === null)("the reference row of the CDNOW sample (skipped without ../shared)", () => {
  let features: SegmentFeatures;
  beforeAll(() => {
    features = spendingFeatures(fitRecencyFrequencyValue(cdnow!));
  });

  it.each(["1", "2"])("four segments by recency, frequency, value: inertia 1591.7324, seed %s", (seed) => {
    const { inertia, sizes } = fitShopperSegments(features, { segments: 4, rng: rng(seed) });
    expect(inertia).toBeCloseTo(1591.7324, 4);
    expect([...sizes]).toEqual([919, 730, 465, 243]);
  });

  it("has silhouettes of .579 with two segments and .411 with four (by the definition, NumPy 2.4.6)", () => {
    const [two, four] = silhouettes(features, [2, 4], { rng: rng("sample"), starts: 1 });
    // of a sample of 2,000 of 2,357
    expect(Math.abs(two - 0.579)).toBeLessThan(0.02);
    expect(Math.abs(four - 0.411)).toBeLessThan(0.02);
  });
});

describe("laws", () => {
  it("comes back from its state and tells the same segments", () => {
    const model = fitShopperSegments(small, { segments: 2, rng: rng("state") });
    const again = loadShopperSegments(structuredClone(model.save()));
    for (const frequency of [0, 1, 3, 5, 20])
      expect(again.predictSegment([frequency, 30])).toBe(model.predictSegment([frequency, 30]));
    expect(again.explain()).toEqual(model.explain());
    expect(() => loadShopperSegments({})).toThrow(RangeError);
  });

  it("puts every shopper it was fitted on where it predicts her to be", () => {
    const draw = rng("cloud");
    const points = Float64Array.from({ length: 400 }, () => Math.exp(draw.normal()));
    const model = fitShopperSegments({ points, names: ["a", "b"] }, { segments: 5, rng: draw, starts: 2 });
    for (let i = 0; i < 200; i++) expect(model.predictSegment(points, 2 * i)).toBe(model.segment[i]);
  });

  it("refuses features that are none", () => {
    const options = { segments: 1, rng: rng("bad") };
    const points = Float64Array.of(1, -2);
    expect(() => fitShopperSegments({ points, names: ["value"] }, options)).toThrow(
      "shopper segments: value needs a number of 0 or more, got -2",
    );
    expect(() => fitShopperSegments({ points, names: ["a", "b", "c"] }, options)).toThrow(RangeError);
    expect(fitShopperSegments(small, options).silhouette).toBeNaN();
    expect(() => fitShopperSegments(small, { ...options, segments: 3 })).toThrow("3 clusters of 2 different points");
  });
});
