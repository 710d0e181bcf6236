import { describe, expect, it } from "vitest";
import { createRng } from "../../../agents/math/rng.js";
import { shareOverEpisodes } from "../../../experiments/explain/episode-share.js";
import { permutationImportance } from "../../../experiments/explain/importance.js";
import type { WatchedEpisode } from "../../../experiments/explain/watch.js";

/** Episodes of quantities drawn from 0 to 1, the third of them constant, and what a rule does in them. */
function episodesOf(rule: (row: Float64Array) => number, count = 4, steps = 300): WatchedEpisode[] {
  return Array.from({ length: count }, (_, episode) => {
    const rng = createRng(`episode ${episode}`);
    const seen = Float64Array.from({ length: 3 * steps }, (_, i) => (i % 3 === 2 ? 0.5 : rng.uniform()));
    return { episode, steps, seen, done: answers(rule, seen), free: new Uint8Array(steps).fill(1) };
  });
}
const answers = (rule: (row: Float64Array) => number, seen: Float64Array) =>
  Float64Array.from({ length: seen.length / 3 }, (_, step) => rule(seen.subarray(3 * step, 3 * step + 3)));
const order = (rule: (row: Float64Array) => number, seed = "1") => ({
  quantities: 3,
  decisions: 1,
  ask: (_: number, seen: Float64Array) => answers(rule, seen),
  same: (_: number, one: number, other: number) => one === other,
  seed,
});

describe("permutation importance", () => {
  it("of a quantity the policy does not look at is 0, exactly; a constant one is told apart", () => {
    const rule = (row: Float64Array) => (row[0] < 0.3 ? 1 : 0);
    const found = permutationImportance(episodesOf(rule), order(rule));
    expect(found.slice(1)).toEqual([
      { quantity: 1, share: 0, low: 0, high: 0, varied: true },
      { quantity: 2, share: 0, varied: false },
    ]);
  });

  it("of a threshold that a part p lies below is the chance 2 p (1 - p) that a stranger lies on the other side", () => {
    for (const p of [0.3, 0.5, 0.9]) {
      const rule = (row: Float64Array) => (row[0] < p ? 1 : 0);
      const episodes = episodesOf(rule);
      const [first] = permutationImportance(episodes, order(rule));
      // a shuffle keeps how many lie below: as many cross one way as the other, and crossings are hypergeometric
      const below = episodes.reduce((sum, { done }) => sum + done.filter((one) => one === 1).length, 0) / 1200;
      const expected = 2 * below * (1 - below);
      const error = expected / Math.sqrt(1200);
      expect(Math.abs(first.share - expected)).toBeLessThan(4 * error);
      expect(first.low).toBeLessThan(first.share);
    }
  });

  it("counts choices alone that were free, and one that is not given as changed", () => {
    const rule = (row: Float64Array) => (row[0] < 0.5 ? 1 : 0);
    const bound = episodesOf(rule).map((episode) => ({ ...episode, free: new Uint8Array(episode.steps) }));
    expect(permutationImportance(bound, order(rule))[0]).toEqual({ quantity: 0, share: 0, varied: true });
    const refusing = { ...order(rule), ask: (_: number, seen: Float64Array) => seen.slice(0, 300).fill(Number.NaN) };
    expect(permutationImportance(episodesOf(rule), refusing)[1]).toMatchObject({ share: 1, low: 1, high: 1 });
  });

  it("is the same for the same seed, and shuffles otherwise for another", () => {
    const rule = (row: Float64Array) => (row[0] + row[1] < 1 ? 1 : 0);
    const episodes = episodesOf(rule);
    const [one, again, other] = ["1", "1", "2"].map((seed) => permutationImportance(episodes, order(rule, seed)));
    expect(again).toEqual(one);
    expect(other[0].share).not.toBe(one[0].share);
  });
});

describe("a share over episodes", () => {
  it("has Student's interval over them, cut to 0 and 1; of one episode none", () => {
    // mean .5, standard deviation .1 sqrt(2) / sqrt(2), t(1) at .975 is 12.7062 (Abramowitz and Stegun, table 26.10)
    expect(shareOverEpisodes([0.5])).toEqual({ share: 0.5 });
    expect(shareOverEpisodes([0.49, 0.51])).toEqual({
      share: 0.5,
      low: expect.closeTo(0.5 - 12.7062 * 0.01, 5),
      high: expect.closeTo(0.5 + 12.7062 * 0.01, 5),
    });
    expect(shareOverEpisodes([0.1, 0.9])).toEqual({ share: 0.5, low: 0, high: 1 });
    expect(() => shareOverEpisodes([])).toThrow("needs at least 1 episode");
  });
});
