import { describe, expect, test } from "vitest";
import { createRng } from "../../../agents/math/rng.js";
import { percentileInterval } from "../../../experiments/stats/bootstrap.js";
import { compare } from "../../../experiments/stats/compare.js";
import { iqmOfSorted, mean, variance } from "../../../experiments/stats/descriptive.js";
import { meanInterval } from "../../../experiments/stats/mean-interval.js";
import { pairedDifferences, seedScores } from "../../../experiments/stats/seed-scores.js";
import { rankingSchema } from "../../../experiments/wire.js";
import { policy } from "./seed-fixtures.js";

describe("a ranking of policies", () => {
  const none = policy("no-promotion", [10, 20, 30, 40]);
  const better = policy("ucb1", [13, 23, 34, 44]);
  const worse = policy("always-promote", [9, 18, 29, 38]);

  test("worked by hand: four seeds, three policies, best first", () => {
    const ranking = compare([worse, none, better]);
    expect(ranking.baseline).toBe("no-promotion");
    expect(ranking.rows.map((row) => row.agent)).toEqual(["ucb1", "no-promotion", "always-promote"]);
    const [best, baseline, last] = ranking.rows;
    expect(best).toMatchObject({ seeds: 4, episodes: 4, meanProfit: 28.5, iqm: 28.5, difference: 3.5 });
    // differences 3 3 4 4: s = .57735, Student's .975 quantile 3.182446
    expect(best.differenceCi[0]).toBeCloseTo(3.5 - 3.182446305 * 0.288675135, 8);
    expect(best.probabilityOfImprovement).toBe(10 / 16);
    expect(best).toMatchObject({ distinguishable: true, tiedWithBest: true });
    expect(baseline).toMatchObject({ difference: 0, differenceCi: [0, 0], probabilityOfImprovement: 0.5 });
    expect(baseline).toMatchObject({ distinguishable: false, tiedWithBest: false });
    expect(last).toMatchObject({ difference: -1.5, distinguishable: true, tiedWithBest: false });
  });

  test("its intervals are the documented ones", () => {
    const row = compare([none, better]).rows[0];
    expect(row.ci).toEqual(percentileInterval([better.scores], iqmOfSorted));
    expect(row.differenceCi).toEqual(meanInterval(pairedDifferences(better, none)));
  });

  test("a small gain under common luck is told from nothing, where overlapping intervals would not tell it", () => {
    const rng = createRng("common luck");
    const luck = Array.from({ length: 20 }, () => 1000 + 100 * rng.normal());
    const ranking = compare([
      policy("no-promotion", luck),
      policy(
        "ucb1",
        luck.map((x) => x + 5 + rng.normal()),
      ),
    ]);
    const [first, second] = ranking.rows;
    expect(first.agent).toBe("ucb1");
    expect(first.distinguishable).toBe(true);
    expect(first.ci[0]).toBeLessThan(second.ci[1]);
  });

  test("equal policies are not distinguishable", () => {
    const rng = createRng("equal");
    const draw = () => Array.from({ length: 20 }, () => rng.normal());
    const ranking = compare([policy("no-promotion", draw()), policy("ucb1", draw())]);
    expect(ranking.rows.map((row) => row.distinguishable)).toEqual([false, false]);
    expect(ranking.rows.map((row) => row.tiedWithBest)).toEqual([true, true]);
  });

  test("only seeds that every policy has finished count", () => {
    const late = policy("late", [100, 200, 300]);
    const ranking = compare([none, late]);
    expect(ranking.rows.map((row) => row.seeds)).toEqual([3, 3]);
    expect(ranking.rows.find((row) => row.agent === "no-promotion")?.meanProfit).toBe(20);
  });

  test("scenarios are ranked each on their own, against the baseline's score there", () => {
    const there = [policy("no-promotion", [1, 2, 3, 4], "yogurt"), policy("ucb1", [0, 1, 2, 3], "yogurt")];
    const rows = compare([none, better, ...there]).rows;
    expect(rows.map((row) => [row.scenario, row.agent, row.difference])).toEqual([
      ["market", "ucb1", 3.5],
      ["market", "no-promotion", 0],
      ["yogurt", "no-promotion", 0],
      ["yogurt", "ucb1", -1],
    ]);
  });

  test("the baseline is the one asked for, else no-promotion, else the first", () => {
    expect(compare([none, better], { baseline: "ucb1" }).rows[1].difference).toBe(-3.5);
    expect(compare([worse, better]).baseline).toBe("always-promote");
    expect(() => compare([worse, better], { baseline: "dqn" })).toThrow(
      "compare: no policy is called dqn in scenario market, only always-promote, ucb1",
    );
  });

  test("episodes count into no interval: ten episodes a seed leave the replicates at four", () => {
    const episodes = [1, 2, 3, 4].flatMap((level) =>
      Array.from({ length: 10 }, (_, episode) => ({ seed: `s${level}`, episode, score: level })),
    );
    const many = seedScores({ label: "many", agent: "many", params: {}, scenario: "market" }, episodes);
    const row = compare([many]).rows[0];
    expect(row).toMatchObject({ seeds: 4, episodes: 40 });
    expect(row.ci).toEqual(compare([policy("one", [1, 2, 3, 4])]).rows[0].ci);
  });

  test("two and three seeds are ranked, with intervals of few seeds; one seed is refused", () => {
    const row = compare([policy("no-promotion", [1, 2]), policy("ucb1", [4, 7])]).rows[0];
    expect(row.iqm).toBe(5.5);
    expect(row.distinguishable).toBe(false);
    expect(row.differenceCi[1]).toBeCloseTo(4 + 12.706204736, 7);
    expect(() => compare([policy("ucb1", [1])])).toThrow(
      "compare: needs at least 2 seeds that every policy of scenario market has finished, got 1",
    );
    expect(() => compare([none, none])).toThrow("two policies of scenario market are called no-promotion");
    expect(() => compare([])).toThrow("compare: needs at least 1 policy, got 0");
  });

  test("is what the wire carries, and the same bytes every time", () => {
    const ranking = compare([none, better, worse]);
    expect(rankingSchema.parse(JSON.parse(JSON.stringify(ranking)))).toEqual(ranking);
    expect(JSON.stringify(compare([none, better, worse]))).toBe(JSON.stringify(ranking));
  });
});

describe("what common luck is worth: newsvendor orders of 20 and 23, 10 min(q, D) - 6 q, D Poisson(20)", () => {
  const profit = (order: number, demand: number) => 10 * Math.min(order, demand) - 6 * order;

  test("exactly: correlation .949576, and the variance of the difference falls 10.339 times", () => {
    const chance = [Math.exp(-20)];
    for (let demand = 1; demand < 200; demand++) chance.push((chance[demand - 1] * 20) / demand);
    const expectation = (value: (demand: number) => number) =>
      chance.reduce((sum, p, demand) => sum + p * value(demand), 0);
    const few = expectation((d) => profit(20, d));
    const many = expectation((d) => profit(23, d));
    const varianceFew = expectation((d) => (profit(20, d) - few) ** 2);
    const varianceMany = expectation((d) => (profit(23, d) - many) ** 2);
    const covariance = expectation((d) => (profit(20, d) - few) * (profit(23, d) - many));
    expect(covariance / Math.sqrt(varianceFew * varianceMany)).toBeCloseTo(0.949576, 6);
    const unpaired = varianceFew + varianceMany;
    expect(unpaired / (unpaired - 2 * covariance)).toBeCloseTo(10.339, 3);
  });

  test("in draws: differences paired by seed vary ten times less than unpaired ones", () => {
    const rng = createRng("newsvendor");
    const demand = () => {
      let count = -1;
      for (let product = 1; product > Math.exp(-20); count++) product *= rng.uniform();
      return count;
    };
    const days = Array.from({ length: 4000 }, demand);
    const others = Array.from({ length: 4000 }, demand);
    const few = policy(
      "20",
      days.map((d) => profit(20, d)),
    );
    const same = pairedDifferences(
      policy(
        "23",
        days.map((d) => profit(23, d)),
      ),
      few,
    );
    const apart = pairedDifferences(
      policy(
        "23",
        others.map((d) => profit(23, d)),
      ),
      few,
    );
    // the ratio's own standard error at 4000 draws is about .4
    expect(Math.abs(variance(apart) / variance(same) - 10.339)).toBeLessThan(1.6);
    expect(Math.abs(mean(same) - mean(apart))).toBeLessThan(4 * Math.sqrt(variance(apart) / 4000));
  });
});
