import { describe, expect, it } from "vitest";
import { createRng } from "../../../../agents/math/rng.js";
import { fitMix, loadMix } from "../../../../agents/models/profiles/category-mix.js";

const names = ["tea", "milk"];

describe("worked by hand", () => {
  it("adds the population's weights to her lines: 3 and 1 with weights 2 and 4 are shares 1/2 and 1/2", () => {
    const mix = loadMix({ names, weights: Float64Array.of(2, 4), strength: 6 });
    const out = new Float64Array(2);
    mix.predictShares([3, 1], out);
    expect([...out]).toEqual([0.5, 0.5]);
    mix.predictShares([9, 9, 0, 0], out, 2);
    expect([...out]).toEqual([1 / 3, 2 / 3]);
  });
});

describe("laws", () => {
  const rng = createRng("mix");
  /** half of the shoppers nearly always buy tea, half nearly always milk */
  const counts = Array.from({ length: 200 }, (_, i) => {
    const lines = 1 + rng.int(30);
    let tea = 0;
    for (let n = 0; n < lines; n++) if (rng.uniform() < (i % 2 ? 0.9 : 0.1)) tea += 1;
    return [tea, lines - tea];
  }).flat();
  const mix = fitMix(counts, names);

  it("stays near the population with one line, goes to her own with many, sums to one", () => {
    const share = (tea: number, milk: number) => {
      const out = new Float64Array(2);
      mix.predictShares([tea, milk], out);
      expect(out[0] + out[1]).toBeCloseTo(1, 14);
      return out[0];
    };
    const population = mix.weights[0] / mix.strength;
    expect(share(0, 0)).toBeCloseTo(population, 14);
    expect(share(1, 0)).toBeGreaterThan(population);
    expect(share(1, 0)).toBeLessThan(share(10, 0));
    expect(share(3000, 7000)).toBeCloseTo(0.3, 3);
  });

  it("comes back from its state and lists the largest share first", () => {
    const again = loadMix(structuredClone(mix.save()));
    expect(again.explain()).toEqual(mix.explain());
    const [first, second] = mix.explain().findings;
    expect(first.value).toBeGreaterThanOrEqual(second.value);
    expect(() => loadMix({ names })).toThrow(RangeError);
  });
});
