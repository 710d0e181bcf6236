import { describe, expect, test } from "vitest";
import { compare } from "../../../experiments/stats/compare.js";
import { probabilityOfImprovement } from "../../../experiments/stats/improvement.js";
import { onSeeds, pairedDifferences, seedScores } from "../../../experiments/stats/seed-scores.js";
import { policy } from "./seed-fixtures.js";

const name = { label: "ucb1", agent: "ucb1", params: {}, scenario: "market" };

describe("scores by seed", () => {
  test("a seed's score is the mean of its episodes", () => {
    const found = seedScores(name, [
      { seed: "b", episode: 0, score: 1 },
      { seed: "a", episode: 0, score: 10 },
      { seed: "b", episode: 1, score: 3 },
      { seed: "a", episode: 1, score: 30 },
    ]);
    expect(found.seeds).toEqual(["b", "a"]);
    expect([...found.scores]).toEqual([2, 20]);
    expect(found.episodes).toBe(2);
  });

  test("an unfinished seed, a repeated episode and a score that is no number are refused", () => {
    const first = { seed: "a", episode: 0, score: 1 };
    const second = { seed: "a", episode: 1, score: 1 };
    expect(() => seedScores(name, [first, second, { seed: "b", episode: 0, score: 1 }])).toThrow(
      "seedScores: ucb1 has 1 episodes of seed b, 2 of seed a",
    );
    expect(() => seedScores(name, [first, first])).toThrow("seedScores: ucb1, seed a, episode 0 comes twice");
    expect(() => seedScores(name, [{ ...first, score: Number.NaN }])).toThrow("scored NaN");
    expect(() => seedScores(name, [])).toThrow("seedScores: ucb1 has no episode");
  });

  test("differences are taken on the same seed, whatever the order", () => {
    const one = policy("one", [10, 20, 30]);
    const other = onSeeds(policy("other", [1, 2, 3]), ["s2", "s0", "s1"]);
    expect([...pairedDifferences(one, other)]).toEqual([9, 18, 27]);
    expect(() => pairedDifferences(one, policy("short", [1]))).toThrow("onSeeds: short has no seed s1");
  });

  test("episode scores cannot be passed as if they were seeds: the compiler refuses them", () => {
    const episodes = new Float64Array([1, 2]);
    // @ts-expect-error a plain array of scores does not say that there is one a seed
    expect(probabilityOfImprovement([episodes], [episodes])).toBe(0.5);
    const made = { ...name, seeds: ["a", "b"], episodes: 1, scores: episodes };
    // @ts-expect-error only seedScores makes what compare takes
    expect(compare([made]).rows).toHaveLength(1);
  });
});
