import { describe, expect, test } from "vitest";
import { createRng } from "../../../agents/math/rng.js";
import { compare } from "../../../experiments/stats/compare.js";
import { planningScores } from "../../../experiments/stats/planning-score.js";
import { rankingSchema } from "../../../experiments/wire.js";
import { policy } from "./seed-fixtures.js";

const none = policy("no-promotion", [10, 20, 30]);
const oracle = policy("oracle", [18, 30, 42]);
const half = policy("ucb1", [15, 24, 36]);

describe("the share of the oracle's gain", () => {
  test("worked by hand: gains 5, 4, 6 of 8, 10, 12 are half of them", () => {
    const scores = planningScores([none, oracle, half])!;
    expect(scores(half).score).toBe(0.5);
    expect(scores(none)).toEqual({ score: 0, scoreCi: [0, 0] });
    expect(scores(oracle)).toEqual({ score: 1, scoreCi: [1, 1] });
  });

  test("its interval is that of the ratio over all 27 ways to draw three seeds, drawn one by one", () => {
    const ways = Array.from({ length: 27 }, (_, way) => [way % 3, Math.floor(way / 3) % 3, Math.floor(way / 9)]);
    const { scoreCi } = planningScores([none, oracle, half], { drawn: Int32Array.from(ways.flat()) })!(half);
    const sum = (of: number[], way: number[]) => way.reduce((total, seed) => total + of[seed], 0);
    const ratios = ways.map((way) => sum([5, 4, 6], way) / sum([8, 10, 12], way)).sort((a, b) => a - b);
    const at = (share: number) => {
      const place = share * 26;
      const low = Math.floor(place);
      return ratios[low] + (place - low) * (ratios[low + 1] - ratios[low]);
    };
    expect(scoreCi[0]).toBeCloseTo(at(0.025), 12);
    expect(scoreCi[1]).toBeCloseTo(at(0.975), 12);
  });

  test("is left out without an oracle, without no-promotion, and where the oracle's gain may be none", () => {
    expect(planningScores([none, half])).toBeUndefined();
    expect(planningScores([oracle, half])).toBeUndefined();
    expect(planningScores([none, policy("oracle", [9, 20, 32])])).toBeUndefined();
    expect(planningScores([none, policy("oracle", [10, 20, 30])])).toBeUndefined();
    expect(planningScores([none, policy("oracle", [2, 10, 18]), half])).toBeUndefined();
  });

  test("stands in a ranking's rows where it can be told, one scenario at a time", () => {
    const other = (agent: string, scores: number[]) => ({ ...policy(agent, scores), scenario: "elsewhere" });
    const ranking = compare([none, oracle, half, other("no-promotion", [1, 2, 4]), other("ucb1", [2, 3, 4])]);
    const scores = Object.fromEntries(ranking.rows.map((row) => [`${row.scenario}/${row.agent}`, row.score]));
    expect(scores).toEqual({
      [`${none.scenario}/oracle`]: 1,
      [`${none.scenario}/ucb1`]: 0.5,
      [`${none.scenario}/no-promotion`]: 0,
      "elsewhere/ucb1": undefined,
      "elsewhere/no-promotion": undefined,
    });
    expect(rankingSchema.parse(JSON.parse(JSON.stringify(ranking)))).toEqual(JSON.parse(JSON.stringify(ranking)));
  });
});

test("the interval covers the true share in 90 to 98 of 100 samples of 20 seeds", () => {
  const rng = createRng("coverage");
  let covered = 0;
  for (let sample = 0; sample < 200; sample++) {
    const luck = Array.from({ length: 20 }, () => 1000 + 100 * rng.normal());
    const most = luck.map((x) => x + 50 + 10 * rng.normal());
    const some = luck.map((x, i) => x + 0.6 * (most[i] - x) + 8 * rng.normal());
    const played = [policy("no-promotion", luck), policy("oracle", most), policy("ucb1", some)];
    const { scoreCi } = planningScores(played, { resamples: 500 })!(played[2]);
    if (scoreCi[0] <= 0.6 && 0.6 <= scoreCi[1]) covered += 1;
  }
  expect(covered / 200).toBeGreaterThan(0.9);
  expect(covered / 200).toBeLessThan(0.98);
});
